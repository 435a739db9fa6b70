package io.coffer.backup.tests.fidelity;

/** Trees of every kind, each made by a script in an empty directory. Most of them only root can make. */
enum Sample {
    FILES("""
            printf '' > empty; printf x > one; head -c 100000 /dev/urandom > small
            head -c 9000000 /dev/urandom > large; seq 400000 > repetitive
            mkdir -p nothing directory/in/directory 'with space'; cp small directory/in/directory/copy
            """),
    DEEP("d=.; for i in $(seq 150); do d=$d/level-$i; done; mkdir -p \"$d\"; echo bottom > \"$d/file\""),
    SYMBOLIC_LINKS("""
            echo file > file; mkdir directory
            ln -s file relative; ln -s nowhere dangling; ln -s /etc/hostname absolute; ln -s directory to-directory
            ln -s directory/ trailing; ln -s directory// trailing-two; ln -s .//file double; ln -s //etc//passwd rooted
            ln -s . dot; ln -s .. up; ln -s ./././file dots; ln -s / root; ln -s // roots; ln -s self self
            ln -s $'\\xff\\xfe/\\x80//x/' bytes; ln -s $'/\\xe4//\\xc3\\xa4/' absolute-bytes; ln -s $'new\\nline' newline
            ln -s $'\\xc3\\xa4' umlaut; ln -s 'a%20b%FF' percent; ln -s "$(printf 'x%.0s' $(seq 4095))" longest
            """),
    HARD_LINKS("""
            mkdir -p a/b c; echo shared > a/b/first; ln a/b/first c/second; ln a/b/first third
            head -c 5000000 /dev/urandom > z-large; ln z-large a/large
            ln -s third symbolic; ln symbolic c/symbolic-too; mkfifo pipe; ln pipe a/pipe-too
            printf '' > empty; ln empty a/b/empty-too; touch outside; ln outside ../outside-the-tree
            truncate -s 10M holes; ln holes c/holes-too
            """),
    SPARSE("""
            truncate -s 50M hole
            truncate -s 20M leading; head -c 100000 /dev/urandom >> leading
            head -c 100000 /dev/urandom > trailing; truncate -s 20M trailing
            for i in 0 3 7 12; do head -c 65536 /dev/urandom | dd of=middle bs=1M seek=$i conv=notrunc status=none; done
            head -c 4096 /dev/urandom | dd of=huge bs=1M seek=30 status=none; truncate -s 60M huge
            head -c 1000 /dev/zero > zeros; head -c 4000000 /dev/zero > many-zeros; truncate -s 1000 small-hole
            """),
    SPECIAL_FILES("""
            mkfifo -m 0640 pipe; mknod -m 0666 null c 1 3; mknod -m 0600 large c 4000 1000000
            mknod -m 0660 block b 7 300; mknod -m 0 zero c 0 0; chown 12:34 pipe null block
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'; chmod 0751 socket
            touch -h -d '2001-02-03 04:05:06.789012345' pipe null block socket
            """),
    PERMISSIONS("""
            for m in 0000 0001 0200 0400 0444 0600 0666 0777 1777 2755 4755 6711 7000; do
                echo $m > f$m; chmod $m f$m; mkdir d$m; echo $m > d$m/inside; chmod $m d$m; done
            """),
    OWNERS("""
            i=0; for id in 0:0 1:1 65534:65534 12345:54321 4000000000:4294967294 2147483648:2147483647 0:1000 1000:0; do
                i=$((i+1)); echo $id > f$i; mkdir d$i; ln -s $id l$i; chown -h $id f$i d$i l$i; done
            echo setuid > setuid; chown 1000:1000 setuid; chmod 6755 setuid
            """),
    TIMES("""
            mkdir d e; i=0
            for t in '1969-12-31 23:59:59.999999999' '1901-12-14 00:00:00.5' '1970-01-01 00:00:00' \
                '2038-01-19 03:14:08.000000001' '2262-04-11 23:47:16.854775807' \
                '2024-02-29 12:34:56.123456789'; do
                i=$((i+1)); echo $i > d/f$i; mkdir d/d$i; ln -s x d/l$i; touch -h -d "$t UTC" d/f$i d/d$i d/l$i; done
            touch -d '1999-12-31 23:59:59.123456789' d; touch -d '2400-01-01' e
            echo far > far; ln -s x far-link; mkfifo far-pipe; touch -h -d '2400-02-29 01:02:03 UTC' far far-link far-pipe
            chmod 2751 .; chown 77:88 .; touch -d '1985-05-05 05:05:05.050505050' .
            """),
    EXTENDED_ATTRIBUTES("""
            echo file > file; mkdir directory; ln -s file link; mkfifo pipe; cp /bin/true program; echo no > read-only
            for f in file directory program read-only .; do setfattr -n user.note -v "of $f" $f; done
            setfattr -n user.binary -v 0x00ff0a5c00 file; setfattr -n user.empty file
            setfattr -n user.large -v "$(head -c 2000 /dev/zero | tr '\\0' y)" directory
            setfattr -h -n trusted.note -v link link; setfattr -h -n trusted.note -v pipe pipe
            setfattr -n trusted.note -v directory directory
            chown 1000:1000 program; setcap cap_net_raw+ep program; chmod 0444 read-only
            truncate -s 1M holes; setfattr -n user.of -v holes holes
            """),
    ACCESS_CONTROL_LISTS("""
            echo a > a; echo b > b; mkdir -p d/inherits e; setfacl -m u:1234:rw,g:4321:r,m::rw a
            setfacl -m u:1:rwx b; chmod 0700 b; setfacl -m d:u:1234:rwx,d:g:1:rx d; setfacl -m u:7:x,d:o::- e
            mkdir d/made-later; echo inherited > d/made-later/file; setfacl -b d/made-later; setfacl -k d/made-later
            """),
    NAMES("""
            i=0; for n in $'new\\nline' 'back\\slash' 'glob*?[a]{b}' '*' '?' '[' ' ' ' lead' 'trail ' '-rf' "quote'" \
                'quote"' '~' '$HOME' '...' '.hidden' 'a:b' 'percent%41' '%' '#' '+' 'end.part' $'\\x01' $'\\x7f' \
                $'\\xff' $'\\xff\\xfe' $'\\xc3\\xa4' $'a\\xcc\\x88' $'\\xe4' $'\\xc3' $'\\xef\\xbf\\xbd' $'\\xed\\xa0\\x80' \
                $'\\xf0\\x9f\\x98\\x80' $'\\xc0\\xaf' $'ends\\x80' "$(printf 'n%.0s' $(seq 255))" \
                "$(printf '\\xff%.0s' $(seq 255))"; do
                i=$((i+1)); echo $i > ./"$n"; mkdir -p ./"d/$n"; echo $i > ./"d/$n/in"; mkdir -p l
                ln -s "$n" ./"l/$n"; done
            ln $'\\xff' hard-link; mkfifo $'\\xfepipe'; truncate -s 1M $'\\xfeholes'
            setfattr -n user.note -v x $'\\xff'; touch -d '2001-01-01 01:01:01.111' $'\\xff'
            """);

    private final String script;

    Sample(String script) {
        this.script = script;
    }

    /** The script that makes it, to be run by bash. */
    String script() {
        return script;
    }
}

package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.Repository;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.spi.encryption.KeyRing;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Lists and changes who can open the repository. */
final class KeyCommand extends Command {
    private static final String LABEL = "--label";
    private static final String OUTPUT = "--output";
    private static final String PASSPHRASE = "passphrase";

    @Override
    CommandSpec describe() {
        CommandSpec spec = describe("List and change who can open an encrypted repository.");
        spec.addPositional(Options.parameter(
                String.class,
                "0",
                "1",
                "ACTION",
                "list, add, remove, passwd (a new passphrase for a slot), rotate (a new master key),"
                        + " write-key (a key that can only write), or new-pair (a private key, and its public key"
                        + " beside it)."));
        spec.addPositional(Options.parameter(
                String.class, "1", "0..1", "SLOT", "For remove and passwd: the first characters of the id of a slot."));
        KeyOptions.addNewTo(spec);
        spec.addOption(Options.value(String.class, "TEXT", "For add: what the new slot is called.", LABEL)
                .build());
        spec.addOption(Options.value(
                        Path.class,
                        "FILE",
                        "For write-key and new-pair: a new file that only its owner can read.",
                        OUTPUT)
                .build());
        return spec;
    }

    @Override
    int run(Arguments arguments, Console console) throws IOException {
        if (arguments.parameter(0, "").equals("new-pair")) {
            return newPair(arguments, console);
        }
        return super.run(arguments, console);
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        try {
            return run(arguments, repository.keys(), console);
        } catch (IllegalStateException refused) {
            // It is not encrypted, or the last slot was to go.
            throw new IOException(refused.getMessage(), refused);
        }
    }

    private static int run(Arguments arguments, KeyRing keys, Console console) throws IOException {
        String action = arguments.parameter(0, "");
        switch (action) {
            case "list" -> list(arguments, keys.slots(), console);
            case "add" -> {
                try (RepositoryKey key = KeyOptions.forNewSlot(arguments)) {
                    console.println("added "
                            + Escape.text(
                                    keys.add(key, arguments.option(LABEL, "")).toString()));
                }
            }
            case "remove" -> {
                String slot = slot(arguments);
                keys.remove(slot);
                console.println("removed " + Escape.text(slot));
            }
            case "passwd" -> passwd(arguments, keys, console);
            case "rotate" -> rotate(arguments, keys, console);
            case "write-key" -> {
                Path file = output(arguments);
                SecretFiles.write(file, keys.writeKey());
                console.println("wrote " + Escape.text(file.toString()));
            }
            default -> throw arguments.wrong("there is no action \"" + action + "\"; see --help");
        }
        return ExitCode.OK;
    }

    private static void list(Arguments arguments, List<KeySlot> slots, Console console) throws IOException {
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> {
                json.writeArrayFieldStart("slots");
                for (KeySlot slot : slots) {
                    write(json, slot);
                }
                json.writeEndArray();
            });
            return;
        }
        for (KeySlot slot : slots) {
            console.println(slot.id() + "  " + Format.time(slot.created()) + "  " + Format.left(slot.kind(), 10) + "  "
                    + Escape.text(slot.label()));
        }
    }

    private static void write(JsonGenerator json, KeySlot slot) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", slot.id());
        json.writeStringField("kind", slot.kind());
        json.writeStringField("label", slot.label());
        json.writeStringField("created", slot.created().toString());
        json.writeEndObject();
    }

    private static void passwd(Arguments arguments, KeyRing keys, Console console) throws IOException {
        String slot = arguments.parameter(1, "");
        if (slot.isEmpty()) {
            List<KeySlot> passphrases = keys.slots().stream()
                    .filter(candidate -> candidate.kind().equals(PASSPHRASE))
                    .toList();
            if (passphrases.size() != 1) {
                throw arguments.wrong("there are " + passphrases.size() + " slots for passphrases: say which one");
            }
            slot = passphrases.get(0).id();
        }
        try (RepositoryKey key = KeyOptions.forNewSlot(arguments)) {
            console.println("now " + Escape.text(keys.change(slot, key).toString()));
        }
    }

    /** The key that opened the repository stays, in its slot; so do public keys. */
    private static void rotate(Arguments arguments, KeyRing keys, Console console) throws IOException {
        try (RepositoryKey own = arguments.keyAgain()) {
            List<KeySlot> before = keys.slots();
            Map<String, RepositoryKey> kept = new LinkedHashMap<>();
            String slot = slot(arguments);
            before.stream()
                    .filter(candidate -> candidate.id().startsWith(slot))
                    .forEach(candidate -> kept.put(candidate.id(), own));
            List<KeySlot> after = keys.rotate(kept);
            console.println("the master key is new; " + after.size() + " of " + before.size() + " key slots stay:");
            for (KeySlot left : after) {
                console.println("  " + Escape.text(left.toString()));
            }
        }
    }

    private static int newPair(Arguments arguments, Console console) throws IOException {
        Path file = output(arguments);
        byte[] privateKey = Keys.newPrivateKey();
        byte[] publicKey = Keys.publicKeyOf(privateKey);
        Path publicFile = file.resolveSibling(file.getFileName() + ".pub");
        SecretFiles.write(file, privateKey);
        SecretFiles.write(publicFile, publicKey);
        console.println("wrote " + Escape.text(file.toString()) + " and " + Escape.text(publicFile.toString()));
        return ExitCode.OK;
    }

    private static String slot(Arguments arguments) {
        String slot = arguments.parameter(1, "");
        if (slot.isEmpty()) {
            throw arguments.wrong("say which slot: the first characters of its id, as \"key list\" shows it");
        }
        return slot;
    }

    private static Path output(Arguments arguments) {
        Path file = arguments.option(OUTPUT);
        if (file == null) {
            throw arguments.wrong("say where to write it: " + OUTPUT + " FILE");
        }
        return file;
    }
}

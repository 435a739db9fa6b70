package io.coffer.examples.gdrive;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.media.MediaHttpUploader;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.drive.Drive;
import com.google.api.services.drive.DriveRequest;
import com.google.api.services.drive.model.File;
import com.google.api.services.drive.model.FileList;
import com.google.auth.oauth2.GoogleCredentials;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The requests to Drive, one method each. All of them say {@code supportsAllDrives}, without which files in shared
 * drives are not found ("Implement shared drive support", developers.google.com/workspace/drive/api/guides/enable-shareddrives).
 * Safe for use by many threads.
 */
final class DriveFiles {
    /** "You're limited to 100 calls in a single batch request" (.../drive/api/guides/performance). */
    static final int BATCH = 100;

    /** The largest page (.../drive/api/reference/rest/v3/files/list, pageSize). */
    private static final int PAGE = 1000;

    /** Up to this size metadata and content go in one request (.../drive/api/guides/manage-uploads, "multipart"). */
    private static final int ONE_REQUEST = 5 << 20;

    /** Larger than a pack of usual size, so that it is two requests: one that begins, and one with the content. */
    private static final int CHUNK = 64 << 20;

    private static final String FIELDS = "id,name,size,createdTime,modifiedTime,properties";

    /** Of all files of a store, and of those in one top directory of it. */
    private static final String ROOT = "coffer-root";

    private static final String DIRECTORY = "coffer-directory";

    private final Drive drive;
    private final DriveLocation location;

    DriveFiles(DriveLocation location, GoogleCredentials credentials) {
        this.location = location;
        Drive.Builder builder = new Drive.Builder(
                        new NetHttpTransport(), GsonFactory.getDefaultInstance(), DriveCredentials.signing(credentials))
                .setApplicationName("coffer-custom-store");
        String endpoint = location.endpoint();
        if (endpoint != null) {
            builder.setRootUrl(endpoint);
        }
        this.drive = builder.build();
    }

    /** Files of any of some names, all that there are of each. */
    List<DriveFile> named(Collection<String> names) throws IOException {
        String anyOf = names.stream()
                .map(name -> "name = '" + location.fileName(name) + "'")
                .collect(Collectors.joining(" or ", "(", ")"));
        List<DriveFile> found = new ArrayList<>();
        String token = null;
        do {
            FileList page = list("'" + location.folder() + "' in parents and trashed = false and " + anyOf, token);
            for (File file : page.getFiles()) {
                DriveFile known = known(file);
                // What Drive takes for the same name is its affair; here it must be the same.
                if (known != null && names.contains(known.name())) {
                    found.add(known);
                }
            }
            token = page.getNextPageToken();
        } while (token != null);
        return found;
    }

    /** The next page of the files whose objects may start with a prefix, in the order of their names. */
    FileList page(String prefix, @Nullable String token) throws IOException {
        int slash = prefix.indexOf('/');
        String among =
                slash < 0 ? property(ROOT, rootKey()) : property(DIRECTORY, directoryKey(prefix.substring(0, slash)));
        return list("'" + location.folder() + "' in parents and trashed = false and " + among, token);
    }

    private FileList list(String query, @Nullable String token) throws IOException {
        return drive.files()
                .list()
                .setQ(query)
                .setOrderBy("name")
                .setPageSize(PAGE)
                .setPageToken(token)
                .setSpaces("drive")
                .setSupportsAllDrives(true)
                .setIncludeItemsFromAllDrives(true)
                .setFields("nextPageToken,files(" + FIELDS + ")")
                .execute();
    }

    private static String property(String key, String value) {
        return "properties has { key='" + key + "' and value='" + value + "' }";
    }

    /** Null when the file is no object of this store. */
    @Nullable
    DriveFile known(File file) {
        String name = location.objectName(file.getName());
        return name == null ? null : DriveFile.of(file, name);
    }

    DriveFile get(String id, String name) throws IOException {
        File file = drive.files()
                .get(id)
                .setSupportsAllDrives(true)
                .setFields(FIELDS)
                .execute();
        return content(file, name);
    }

    DriveFile create(String name, UploadContent content, PutCondition condition) throws IOException {
        File metadata = new File()
                .setName(location.fileName(name))
                .setParents(List.of(location.folder()))
                .setProperties(Map.of(
                        ROOT,
                        rootKey(),
                        DIRECTORY,
                        directoryKey(name.substring(0, Math.max(name.indexOf('/'), 0))),
                        DriveFile.PUT,
                        condition == PutCondition.NONE ? DriveFile.ALWAYS : DriveFile.IF_ABSENT));
        Drive.Files.Create request = drive.files()
                .create(metadata, content)
                .setSupportsAllDrives(true)
                .setFields(FIELDS);
        return content(upload(request, content), name);
    }

    /** Gives a file new content; readers see the old content or the new one. */
    DriveFile update(String id, String name, UploadContent content) throws IOException {
        File metadata = new File().setProperties(Map.of(DriveFile.PUT, DriveFile.ALWAYS));
        Drive.Files.Update request = drive.files()
                .update(id, metadata, content)
                .setSupportsAllDrives(true)
                .setFields(FIELDS);
        return content(upload(request, content), name);
    }

    private static File upload(DriveRequest<File> request, UploadContent content) throws IOException {
        MediaHttpUploader uploader = request.getMediaHttpUploader();
        uploader.setDirectUploadEnabled(content.getLength() <= ONE_REQUEST);
        uploader.setChunkSize(CHUNK);
        // Packs are compressed already.
        request.setDisableGZipContent(true);
        return request.execute();
    }

    private static DriveFile content(File file, String name) throws IOException {
        DriveFile known = DriveFile.of(file, name);
        if (known == null) {
            throw new IOException("file " + file.getId() + " has no content: it is no object");
        }
        return known;
    }

    /** Opens the content, or a part of it such as {@code bytes=0-99}. */
    InputStream open(String id, @Nullable String range) throws IOException {
        Drive.Files.Get request = drive.files().get(id).setSupportsAllDrives(true);
        request.getRequestHeaders().setRange(range).setAcceptEncoding("identity");
        return request.executeMediaAsInputStream();
    }

    /** Deletes for good, past the trash. Those that are gone are passed over; the first failure is thrown at the end. */
    void delete(List<String> ids, DriveFailures failures) throws IOException {
        if (ids.size() == 1) {
            try {
                drive.files().delete(ids.get(0)).setSupportsAllDrives(true).execute();
            } catch (IOException e) {
                if (!DriveFailures.isNotFound(e)) {
                    throw e;
                }
            }
            return;
        }
        for (int start = 0; start < ids.size(); start += BATCH) {
            List<String> some = ids.subList(start, Math.min(start + BATCH, ids.size()));
            try {
                deleteBatch(some, failures);
            } catch (IOException e) {
                // The client gets another token for a batch too, and does not send the batch again.
                if (!DriveFailures.isUnauthorized(e)) {
                    throw e;
                }
                deleteBatch(some, failures);
            }
        }
    }

    private void deleteBatch(List<String> ids, DriveFailures failures) throws IOException {
        // With the initializer the batch itself is signed too, and waits no longer than other requests.
        BatchRequest batch = drive.batch(drive.getRequestFactory().getInitializer());
        List<IOException> failed = new ArrayList<>();
        for (String id : ids) {
            drive.files().delete(id).setSupportsAllDrives(true).queue(batch, new JsonBatchCallback<Void>() {
                @Override
                public void onSuccess(Void nothing, HttpHeaders headers) {}

                @Override
                public void onFailure(GoogleJsonError error, HttpHeaders headers) {
                    if (error.getCode() != 404) {
                        failed.add(failures.explain("delete objects", null, error, headers));
                    }
                }
            });
        }
        batch.execute();
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
    }

    private String rootKey() {
        return hash("root:" + location.prefix());
    }

    private String directoryKey(String directory) {
        return hash("directory:" + location.fileName(directory));
    }

    /** A property has 124 bytes at most, key and value together; a name may have more. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

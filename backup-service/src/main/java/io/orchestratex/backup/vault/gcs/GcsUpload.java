package io.orchestratex.backup.vault.gcs;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.util.DateTime;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.ComposeRequest;
import com.google.api.services.storage.model.StorageObject;
import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.PartOutput;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.gcs.GcsVaultSettings.Lock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts as objects of their own, put together at the commit. The first part is there from the
 * beginning on, empty, so that the upload is listed; it is replaced only while it is as it was
 * left.
 */
final class GcsUpload implements Upload {

  private static final Logger LOG = LoggerFactory.getLogger(GcsUpload.class);
  private static final String TYPE = "application/octet-stream";
  private static final int PRECONDITION_FAILED = 412;

  /** How many objects the store puts together at once. */
  private static final int COMPOSED = 32;

  private final GcsVault vault;
  private final String key;
  private final String id;
  private final long begun;
  private final PartOutput<Part> content;
  private volatile int sent = 1;
  private boolean stored;
  private boolean committed;
  private boolean aborted;

  /** An object that is a part of the file, as it was sent. */
  private record Part(String object, long generation) {}

  private GcsUpload(GcsVault vault, String key, String id, long begun) {
    this.vault = vault;
    this.key = key;
    this.id = id;
    this.begun = begun;
    this.content = new PartOutput<>(this::send, vault.settings().partBytes());
  }

  static GcsUpload begin(GcsVault vault, String key) throws IOException {
    String id = UUID.randomUUID().toString();
    String first = vault.object(names(key, id) + number(1));
    StorageObject made = insert(vault, StoreAction.BEGIN, first, 0, new byte[0], 0);
    if (made == null) { // An earlier try took effect: nobody else knows the id.
      made = vault.look(first);
    }
    if (made == null) {
      throw new IOException("the upload of " + key + " was aborted");
    }
    return new GcsUpload(vault, key, id, made.getGeneration());
  }

  /** What the names of all its parts begin with. */
  private static String names(String key, String id) {
    return GcsVault.UPLOADS + key + GcsVault.SEPARATOR + id + GcsVault.SEPARATOR;
  }

  private static String number(int part) {
    return "%05d".formatted(part);
  }

  private String part(String name) {
    return vault.object(names(key, id) + name);
  }

  /** Makes an object, if that of its name has the generation; null when it has not. */
  private static @Nullable StorageObject insert(
      GcsVault vault, StoreAction action, String name, long generation, byte[] bytes, int size)
      throws IOException {
    StorageObject object =
        new StorageObject().setName(name).setContentType(TYPE).setCrc32c(crc(bytes, size));
    return vault.sent(
        action,
        () -> {
          Storage.Objects.Insert request =
              vault
                  .client()
                  .objects()
                  .insert(
                      vault.settings().bucket(), object, new ByteArrayContent(TYPE, bytes, 0, size))
                  .setIfGenerationMatch(generation);
          request.getMediaHttpUploader().setDirectUploadEnabled(true);
          return unlessChanged(request::execute);
        });
  }

  private static <T> @Nullable T unlessChanged(GcsVault.Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == PRECONDITION_FAILED) {
        return null;
      }
      throw e;
    }
  }

  /** The checksum of a part, as the store writes it. */
  private static String crc(byte[] bytes, int size) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, size);
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array());
  }

  @Override
  public OutputStream content() {
    return content;
  }

  private Part send(int part, byte[] bytes, int size) throws IOException {
    String name = part(number(part));
    if (size == 0) {
      return new Part(name, begun);
    }
    sent = part;
    long before = part == 1 ? begun : 0;
    StorageObject made = insert(vault, StoreAction.SEND, name, before, bytes, size);
    if (made == null) { // An earlier try took effect, or somebody has ended the upload.
      made = vault.look(name);
      if (made == null
          || made.getGeneration() == before
          || !crc(bytes, size).equals(made.getCrc32c())) {
        throw new IOException("the upload of " + key + " was aborted");
      }
    }
    return new Part(name, made.getGeneration());
  }

  @Override
  public void commit() throws IOException {
    if (committed) {
      return;
    }
    if (aborted) {
      throw new IOException("the upload of " + key + " was aborted");
    }
    content.close();
    if (!stored) {
      compose(content.parts());
      stored = true;
    }
    lock();
    committed = true;
    try {
      removeParts();
    } catch (IOException e) {
      // The file is there; who looks for unfinished uploads finds them.
      LOG.atDebug().addKeyValue("key", key).setCause(e).log("parts of a stored file were left");
    }
  }

  private void compose(List<Part> all) throws IOException {
    List<Part> parts = all;
    for (int round = 1; parts.size() > COMPOSED; round++) {
      List<Part> larger = new ArrayList<>();
      for (int from = 0; from < parts.size(); from += COMPOSED) {
        String name = part("r" + round + "-" + number(from / COMPOSED));
        larger.add(joined(parts.subList(from, Math.min(parts.size(), from + COMPOSED)), name));
      }
      parts = larger;
    }
    if (composed(
            parts, vault.object(key), new StorageObject().setMetadata(Map.of(GcsVault.UPLOAD, id)))
        == null) {
      requireOwn();
    }
  }

  private Part joined(List<Part> parts, String name) throws IOException {
    StorageObject made = composed(parts, name, new StorageObject());
    if (made == null) {
      made = vault.look(name);
    }
    if (made == null) {
      throw new IOException("the upload of " + key + " was aborted");
    }
    return new Part(name, made.getGeneration());
  }

  /** Puts parts together, if there is no object of the name; null when there is. */
  private @Nullable StorageObject composed(List<Part> parts, String name, StorageObject as)
      throws IOException {
    ComposeRequest order =
        new ComposeRequest()
            .setDestination(as.setContentType(TYPE))
            .setSourceObjects(
                parts.stream()
                    .map(each ->
                        new ComposeRequest.SourceObjects()
                            .setName(each.object())
                            .setGeneration(each.generation()))
                    .toList());
    return vault.sent(
        StoreAction.COMMIT,
        () ->
            unlessChanged(
                vault
                        .client()
                        .objects()
                        .compose(vault.settings().bucket(), name, order)
                        .setIfGenerationMatch(0L)
                    ::execute));
  }

  /** A refusal may be that of a second try whose first one took effect: then the file is ours. */
  private void requireOwn() throws IOException {
    StorageObject found = vault.look(vault.object(key));
    if (found == null) {
      throw new IOException("the commit of " + key + " was refused for a file that is gone again");
    }
    if (found.getMetadata() == null || !id.equals(found.getMetadata().get(GcsVault.UPLOAD))) {
      throw new AlreadyStoredException(key, null);
    }
  }

  private void lock() throws IOException {
    Lock lock = vault.settings().lock();
    if (lock == null || GcsVault.isOwn(key)) {
      return;
    }
    long until = vault.clock().instant().plus(lock.days(), ChronoUnit.DAYS).toEpochMilli();
    StorageObject change =
        new StorageObject()
            .setRetention(
                new StorageObject.Retention()
                    .setMode(lock.mode())
                    .setRetainUntilTime(new DateTime(until)));
    vault.asked(
        StoreAction.RETAIN,
        () ->
            vault
                .client()
                .objects()
                .patch(vault.settings().bucket(), vault.object(key), change)
                .execute());
  }

  private void removeParts() throws IOException {
    vault.removePart(part(number(1))); // First: nothing can be put together without it.
    if (sent > 1) {
      vault.removeParts(names(key, id));
    }
  }

  @Override
  public void abort() throws IOException {
    if (committed) {
      return;
    }
    content.drop();
    removeParts();
    aborted = true;
  }
}

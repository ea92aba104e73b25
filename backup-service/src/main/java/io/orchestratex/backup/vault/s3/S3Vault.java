package io.orchestratex.backup.vault.s3;

import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultLockedException;
import io.orchestratex.backup.vault.s3.S3VaultSettings.Lock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object for each file. Every file is a multipart upload, which the store lists while it is
 * unfinished and drops when it is aborted, and is completed on the condition that no object has its
 * key. Its id stands in the object's metadata, so that a commit whose reply is lost is recognised.
 *
 * <p>The client is made at the first call, and retries by itself.
 */
final class S3Vault implements Vault, AutoCloseable {

  /** Name of the metadata that tells which upload made an object. */
  static final String UPLOAD = "ox-upload";

  /** Folder of the mark and of probes, which are never locked. */
  private static final String OWN_FOLDER = "vault/";

  private static final Duration SMALL_REQUEST = Duration.ofSeconds(20);

  /** A person or a page waits for what the mark says. */
  private static final Duration OWN_REQUEST = Duration.ofSeconds(4);

  private static final int PAGE = 1_000;
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final S3VaultSettings settings;
  private final InstantSource clock;
  private final S3Faults faults;
  private @Nullable S3Client client;

  S3Vault(S3VaultSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.faults = new S3Faults(settings);
  }

  /** A request to the store; its faults are explained. */
  <T> T asked(StoreAction action, Supplier<T> request) throws IOException {
    try {
      return request.get();
    } catch (SdkException e) {
      throw faults.explained(action, e);
    }
  }

  synchronized S3Client client() {
    if (client == null) {
      client = S3Connection.open(settings);
    }
    return client;
  }

  S3VaultSettings settings() {
    return settings;
  }

  S3Faults faults() {
    return faults;
  }

  String object(String key) {
    return settings.prefix() + key;
  }

  @Override
  public String location() {
    return settings.location();
  }

  @Override
  public boolean canBeSwapped() {
    return false;
  }

  @Override
  public Upload create(String key) throws IOException {
    String id = UUID.randomUUID().toString();
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(settings.bucket())
            .key(object(Keys.require(key)))
            .contentType("application/octet-stream")
            .storageClass(settings.storageClass())
            .serverSideEncryption(settings.encryption())
            .ssekmsKeyId(settings.kmsKey())
            .metadata(Map.of(UPLOAD, id))
            .overrideConfiguration(each -> each.apiCallTimeout(SMALL_REQUEST));
    Lock lock = settings.lock();
    if (lock != null && !key.startsWith(OWN_FOLDER)) {
      request
          .objectLockMode(ObjectLockMode.fromValue(lock.mode()))
          .objectLockRetainUntilDate(clock.instant().plus(lock.days(), ChronoUnit.DAYS));
    }
    String upload =
        asked(StoreAction.BEGIN, () -> client().createMultipartUpload(request.build()).uploadId());
    return new S3Upload(this, key, upload, id);
  }

  @Override
  public Optional<VaultFile> open(String key) throws IOException {
    Keys.require(key);
    try {
      return Optional.of(S3Input.open(this, key));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** How long a file's first byte is waited for, all tries together. */
  Duration patience(String key) {
    return key.startsWith(OWN_FOLDER) ? OWN_REQUEST : SMALL_REQUEST;
  }

  /** What the store says of a file; null when there is none. */
  @Nullable HeadObjectResponse look(String key) throws IOException {
    return asked(
        StoreAction.LOOK,
        () -> {
          try {
            return client()
                .headObject(request ->
                    request
                        .bucket(settings.bucket())
                        .key(object(key))
                        .overrideConfiguration(each -> each.apiCallTimeout(SMALL_REQUEST)));
          } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
              return null;
            }
            throw e;
          }
        });
  }

  @Override
  public Listing list(String prefix, String after, int limit) throws IOException {
    ListObjectsV2Response page =
        asked(
            StoreAction.LIST,
            () ->
                client()
                    .listObjectsV2(request ->
                        request
                            .bucket(settings.bucket())
                            .prefix(object(prefix))
                            .startAfter(after.isEmpty() ? null : object(after))
                            .maxKeys(Math.min(limit, PAGE))
                            .overrideConfiguration(each -> each.apiCallTimeout(SMALL_REQUEST))));
    List<String> all = page.contents().stream().map(S3Object::key).map(this::key).toList();
    return new Listing(
        all.stream().filter(Keys::isKey).toList(),
        Boolean.TRUE.equals(page.isTruncated()) && !all.isEmpty() ? all.getLast() : null);
  }

  private String key(String object) {
    return object.substring(settings.prefix().length());
  }

  @Override
  public void delete(String key) throws IOException {
    Keys.require(key);
    if (settings.lock() != null) {
      deleteVersion(key);
      return;
    }
    asked(
        StoreAction.DELETE,
        () ->
            client()
                .deleteObject(request ->
                    request
                        .bucket(settings.bucket())
                        .key(object(key))
                        .overrideConfiguration(each -> each.apiCallTimeout(SMALL_REQUEST))));
  }

  /** A bucket with locks keeps versions: only the removal of the version removes the content. */
  private void deleteVersion(String key) throws IOException {
    HeadObjectResponse found = look(key);
    if (found == null) {
      return;
    }
    try {
      client()
          .deleteObject(request ->
              request
                  .bucket(settings.bucket())
                  .key(object(key))
                  .versionId(found.versionId())
                  .overrideConfiguration(each -> each.apiCallTimeout(SMALL_REQUEST)));
    } catch (S3Exception e) {
      Instant until = found.objectLockRetainUntilDate();
      if (e.statusCode() == FORBIDDEN && until != null && until.isAfter(clock.instant())) {
        throw new VaultLockedException(
            "%s is locked in the bucket %s until %s (object lock, mode %s) and is removed after that"
                .formatted(key, settings.bucket(), until, found.objectLockModeAsString()),
            e);
      }
      throw faults.explained(StoreAction.DELETE_VERSION, e);
    } catch (SdkException e) {
      throw faults.explained(StoreAction.DELETE_VERSION, e);
    }
  }

  @Override
  public Listing pending(String prefix, String after, int limit) throws IOException {
    ListMultipartUploadsResponse page = uploads(prefix, after, null, Math.min(limit, PAGE));
    Set<String> keys = new LinkedHashSet<>();
    page.uploads().stream().map(MultipartUpload::key).map(this::key).forEach(keys::add);
    List<String> all = new ArrayList<>(keys);
    return new Listing(
        all.stream().filter(Keys::isKey).toList(),
        Boolean.TRUE.equals(page.isTruncated()) && !all.isEmpty() ? all.getLast() : null);
  }

  private ListMultipartUploadsResponse uploads(
      String prefix, String after, @Nullable String afterUpload, int limit) throws IOException {
    return asked(
        StoreAction.PENDING,
        () ->
            client()
                .listMultipartUploads(request ->
                    request
                        .bucket(settings.bucket())
                        .prefix(object(prefix))
                        .keyMarker(after.isEmpty() ? null : object(after))
                        .uploadIdMarker(afterUpload)
                        .maxUploads(limit)
                        .overrideConfiguration(each -> each.apiCallTimeout(SMALL_REQUEST))));
  }

  @Override
  public void discard(String prefix) throws IOException {
    ListMultipartUploadsResponse page = uploads(prefix, "", null, PAGE);
    while (!page.uploads().isEmpty()) {
      for (MultipartUpload upload : page.uploads()) {
        abort(upload.key(), upload.uploadId());
      }
      if (!Boolean.TRUE.equals(page.isTruncated())) {
        return;
      }
      MultipartUpload last = page.uploads().getLast();
      page = uploads(prefix, key(last.key()), last.uploadId(), PAGE);
    }
  }

  /** Drops an upload, if there is one still. */
  void abort(String object, String upload) throws IOException {
    asked(
        StoreAction.ABORT,
        () -> {
          try {
            return client()
                .abortMultipartUpload(request ->
                    request
                        .bucket(settings.bucket())
                        .key(object)
                        .uploadId(upload)
                        .overrideConfiguration(each -> each.apiCallTimeout(SMALL_REQUEST)));
          } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND && S3Faults.code(e).equals("NoSuchUpload")) {
              return null;
            }
            throw e;
          }
        });
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}

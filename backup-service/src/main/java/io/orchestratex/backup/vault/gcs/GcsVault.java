package io.orchestratex.backup.vault.gcs;

import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import com.google.auth.oauth2.GoogleCredentials;
import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.Pauses;
import io.orchestratex.backup.vault.ResumingInput;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultLockedException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * An object for each file. The store lists no unfinished uploads, so the parts of one are objects
 * of their own below {@link #UPLOADS}; the store puts them together on the condition that no object
 * has the file's key and that each part is still the one that was sent. Whoever has removed the
 * first part has ended the upload.
 *
 * <p>The clients are made at the first call.
 */
final class GcsVault implements Vault {

  /** Where parts lie; behind all keys in the order of a listing, and no key itself. */
  static final String UPLOADS = "~uploads/";

  /** Between a key, the upload's id and the part's number; before all characters of a key. */
  static final String SEPARATOR = "!";

  /** The character behind the separator: what begins with a key and it is behind its uploads. */
  private static final String BEHIND = "\"";

  /** Name of the metadata that tells which upload made an object. */
  static final String UPLOAD = "ox-upload";

  /** Folder of the mark and of probes, which are never locked. */
  private static final String OWN_FOLDER = "vault/";

  private static final Duration REQUEST = Duration.ofSeconds(20);

  /** A person or a page waits for what the mark says. */
  private static final Duration OWN_REQUEST = Duration.ofSeconds(4);

  private static final String LOOKED_AT =
      "generation,size,metadata,crc32c,retention,retentionExpirationTime";
  private static final int PAGE = 1_000;
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final GcsVaultSettings settings;
  private final InstantSource clock;
  private final GcsFaults faults;
  private @Nullable Storage client;
  private @Nullable Storage quickClient;

  /** Makes a request; what there is not can be null. */
  @NullUnmarked
  @FunctionalInterface
  interface Request<T> {
    T send() throws IOException;
  }

  GcsVault(GcsVaultSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.faults = new GcsFaults(settings);
  }

  /** A request to the store, made again while that can help; its faults are explained. */
  <T> T asked(StoreAction action, Duration patience, Request<T> request) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    for (int tries = 1; ; tries++) {
      try {
        return request.send();
      } catch (VaultLockedException e) {
        throw e;
      } catch (IOException e) {
        if (!GcsFaults.isPassing(e) || tries >= settings.attempts() || System.nanoTime() >= end) {
          throw faults.explained(action, e, tries);
        }
        Pauses.after(tries);
      }
    }
  }

  <T> T asked(StoreAction action, Request<T> request) throws IOException {
    return asked(action, REQUEST, request);
  }

  /** As {@link #asked}, without a limit for all tries together: what is sent can be large. */
  <T> T sent(StoreAction action, Request<T> request) throws IOException {
    return asked(action, settings.timeout().multipliedBy(settings.attempts()), request);
  }

  synchronized Storage client() throws IOException {
    if (client == null) {
      GoogleCredentials account = GcsConnection.account(settings);
      client = GcsConnection.open(settings, account, settings.timeout());
      Duration quick =
          OWN_REQUEST.compareTo(settings.timeout()) < 0 ? OWN_REQUEST : settings.timeout();
      quickClient = GcsConnection.open(settings, account, quick);
    }
    return client;
  }

  private synchronized Storage client(String key) throws IOException {
    Storage patient = client();
    return key.startsWith(OWN_FOLDER) && quickClient != null ? quickClient : patient;
  }

  GcsVaultSettings settings() {
    return settings;
  }

  InstantSource clock() {
    return clock;
  }

  String object(String key) {
    return settings.prefix() + key;
  }

  static boolean isOwn(String key) {
    return key.startsWith(OWN_FOLDER);
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
    return GcsUpload.begin(this, Keys.require(key));
  }

  @Override
  public Optional<VaultFile> open(String key) throws IOException {
    Keys.require(key);
    HttpResponse first = content(key, null, 0);
    if (first == null) {
      return Optional.empty();
    }
    long generation = Long.parseLong(header(first, "x-goog-generation"));
    long bytes = Long.parseLong(header(first, "x-goog-stored-content-length"));
    return Optional.of(
        new VaultFile(
            bytes,
            new ResumingInput(
                key + " from the bucket " + settings.bucket(),
                bytes,
                settings.attempts(),
                new Body(first),
                position -> {
                  HttpResponse rest = content(key, generation, position);
                  if (rest == null) {
                    throw new IOException(key + " is not there any more");
                  }
                  return new Body(rest);
                })));
  }

  private static String header(HttpResponse response, String name) throws IOException {
    String value = response.getHeaders().getFirstHeaderStringValue(name);
    if (value == null) {
      response.disconnect();
      throw new IOException("the store's answer has no " + name);
    }
    return value;
  }

  /** What the store sends of an object; null when there is none. */
  private @Nullable HttpResponse content(String key, @Nullable Long generation, long from)
      throws IOException {
    return asked(
        StoreAction.READ,
        isOwn(key) ? OWN_REQUEST : REQUEST,
        () -> {
          Storage.Objects.Get request = client(key).objects().get(settings.bucket(), object(key));
          request.setGeneration(generation);
          if (from > 0) {
            request.getRequestHeaders().setRange("bytes=" + from + "-");
          }
          return unlessMissing(request::executeMedia);
        });
  }

  private static <T> @Nullable T unlessMissing(Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == NOT_FOUND && !GcsFaults.isWithoutBucket(e)) {
        return null;
      }
      throw e;
    }
  }

  /** An answer whose rest is thrown away with its connection. */
  private record Body(HttpResponse response, InputStream content) implements ResumingInput.Answer {

    Body(HttpResponse response) throws IOException {
      this(
          response,
          response.getContent() == null ? InputStream.nullInputStream() : response.getContent());
    }

    @Override
    public void abandon() {
      try {
        response.disconnect();
      } catch (IOException e) {
        // It is broken already.
      }
    }
  }

  /** What the store says of an object; null when there is none. */
  @Nullable StorageObject look(String object) throws IOException {
    return asked(
        StoreAction.LOOK,
        () ->
            unlessMissing(() ->
                client().objects().get(settings.bucket(), object).setFields(LOOKED_AT).execute()));
  }

  @Override
  public Listing list(String prefix, String after, int limit) throws IOException {
    Objects page =
        page(
            StoreAction.LIST,
            object(prefix),
            after.isEmpty() ? null : object(after),
            object(UPLOADS),
            Math.min(limit, PAGE) + 1);
    List<String> found = names(page);
    found.remove(after);
    boolean more = page.getNextPageToken() != null || found.size() > limit;
    List<String> all = found.subList(0, Math.min(found.size(), limit));
    return new Listing(
        all.stream().filter(Keys::isKey).toList(), more && !all.isEmpty() ? all.getLast() : null);
  }

  private List<String> names(Objects page) {
    List<String> names = new ArrayList<>();
    if (page.getItems() != null) {
      page.getItems()
          .forEach(each -> names.add(each.getName().substring(settings.prefix().length())));
    }
    return names;
  }

  /**
   * Asks for one page of names.
   *
   * @param from the first name that may be listed
   * @param before the first one that may not
   */
  private Objects page(
      StoreAction action, String prefix, @Nullable String from, @Nullable String before, int limit)
      throws IOException {
    return asked(
        action,
        () ->
            client()
                .objects()
                .list(settings.bucket())
                .setPrefix(prefix)
                .setStartOffset(from)
                .setEndOffset(before)
                .setMaxResults((long) limit)
                .setFields("items(name),nextPageToken")
                .execute());
  }

  @Override
  public void delete(String key) throws IOException {
    Keys.require(key);
    asked(
        StoreAction.DELETE,
        () -> {
          try {
            return unlessMissing(
                client().objects().delete(settings.bucket(), object(key))::execute);
          } catch (HttpResponseException e) {
            if (e.getStatusCode() == FORBIDDEN) {
              requireUnlocked(key, e);
            }
            throw e;
          }
        });
  }

  /** A locked object is refused like one that may not be removed at all. */
  private void requireUnlocked(String key, HttpResponseException fault) throws IOException {
    StorageObject found;
    try {
      found = look(object(key));
    } catch (IOException e) {
      fault.addSuppressed(e);
      return;
    }
    Instant until = found == null ? null : lockedUntil(found);
    if (until != null && until.isAfter(clock.instant())) {
      throw new VaultLockedException(
          "%s is locked in the bucket %s until %s (object retention) and is removed after that"
              .formatted(key, settings.bucket(), until),
          fault);
    }
  }

  private static @Nullable Instant lockedUntil(StorageObject object) {
    if (object.getRetention() != null && object.getRetention().getRetainUntilTime() != null) {
      return Instant.ofEpochMilli(object.getRetention().getRetainUntilTime().getValue());
    }
    return object.getRetentionExpirationTime() == null
        ? null
        : Instant.ofEpochMilli(object.getRetentionExpirationTime().getValue());
  }

  @Override
  public Listing pending(String prefix, String after, int limit) throws IOException {
    Objects page =
        page(
            StoreAction.PENDING,
            object(UPLOADS + prefix),
            after.isEmpty() ? null : object(UPLOADS + after + BEHIND),
            null,
            PAGE);
    Set<String> keys = new LinkedHashSet<>();
    for (String name : names(page)) {
      int end = name.indexOf(SEPARATOR);
      if (end > 0) {
        keys.add(name.substring(UPLOADS.length(), end));
      }
    }
    List<String> all = keys.stream().limit(limit).toList();
    boolean more = page.getNextPageToken() != null || keys.size() > limit;
    return new Listing(
        all.stream().filter(Keys::isKey).toList(), more && !all.isEmpty() ? all.getLast() : null);
  }

  @Override
  public void discard(String prefix) throws IOException {
    removeParts(UPLOADS + prefix);
  }

  /** Removes all parts whose names begin so, the first part of each upload before its others. */
  void removeParts(String prefix) throws IOException {
    List<String> names;
    do {
      names = names(page(StoreAction.PENDING, object(prefix), null, null, PAGE));
      for (String name : names) {
        removePart(object(name));
      }
    } while (names.size() == PAGE);
  }

  void removePart(String object) throws IOException {
    asked(
        StoreAction.ABORT,
        () -> unlessMissing(client().objects().delete(settings.bucket(), object)::execute));
  }
}

package io.orchestratex.backup.vault.azure;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.specialized.BlobInputStream;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.StoreAction;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A block blob for each file, whose blocks become it at the commit, on the condition that no blob
 * has its key. The store lists no unfinished uploads of one's own, so an empty blob below {@link
 * #UPLOADS} stands for each.
 *
 * <p>The store has no request that drops blocks. What drops them, and what no commit can overtake,
 * is a commit of no block at all: it makes an empty blob that carries {@link #DROPPED}, which is no
 * file and is removed at once. A commit looks for its sign when all its blocks are sent, and who
 * ends an upload removes the sign before the blocks: either the commit sees that, or its blocks are
 * dropped.
 *
 * <p>The client is made at the first call, and retries by itself.
 */
final class AzureVault implements Vault {

  /** Where the signs of uploads lie; behind all keys in the order of a listing. */
  static final String UPLOADS = "~uploads/";

  /** Between a key and the upload's id; before all characters of a key. */
  static final String SEPARATOR = "!";

  /** The character behind the separator: what begins with a key and it is behind its uploads. */
  private static final String BEHIND = "\"";

  /** Name of the metadata that tells which upload made a blob. */
  static final String UPLOAD = "ox_upload";

  /** Name of the metadata of a blob that only drops blocks. */
  static final String DROPPED = "ox_dropped";

  /** Folder of the mark and of probes. */
  private static final String OWN_FOLDER = "vault/";

  static final Duration REQUEST = Duration.ofSeconds(20);

  /** A person or a page waits for what the mark says. */
  private static final Duration OWN_REQUEST = Duration.ofSeconds(4);

  private static final Set<String> MISSING = Set.of("BlobNotFound", "ConditionNotMet");
  private static final int PAGE = 1_000;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final AzureVaultSettings settings;
  private final AzureFaults faults;
  private @Nullable BlobContainerClient client;

  /** Makes a request; what there is not can be null. */
  @NullUnmarked
  @FunctionalInterface
  interface Request<T> {
    T send();
  }

  AzureVault(AzureVaultSettings settings) {
    this.settings = settings;
    this.faults = new AzureFaults(settings);
  }

  /** A request to the store; its faults are explained. */
  <T> T asked(StoreAction action, Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (RuntimeException e) {
      throw faults.explained(action, e);
    }
  }

  private synchronized BlobContainerClient client() {
    if (client == null) {
      client = AzureConnection.open(settings);
    }
    return client;
  }

  BlockBlobClient blob(String name) {
    return client().getBlobClient(settings.prefix() + name).getBlockBlobClient();
  }

  AzureVaultSettings settings() {
    return settings;
  }

  AzureFaults faults() {
    return faults;
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
    return AzureUpload.begin(this, Keys.require(key));
  }

  @Override
  public Optional<VaultFile> open(String key) throws IOException {
    Keys.require(key);
    if (key.startsWith(OWN_FOLDER) && look(key, OWN_REQUEST) == null) {
      return Optional.empty(); // What follows has no limit for all its tries.
    }
    BlobInputStream content =
        asked(
            StoreAction.READ,
            () ->
                unlessMissing(() ->
                    blob(key)
                        .openInputStream(
                            new BlobInputStreamOptions().setBlockSize(settings.partBytes()))));
    if (content == null) {
      return Optional.empty();
    }
    BlobProperties found = content.getProperties();
    if (isDropped(found.getMetadata())) {
      content.close();
      return Optional.empty();
    }
    return Optional.of(new VaultFile(found.getBlobSize(), new AzureInput(content, faults)));
  }

  private static boolean isDropped(@Nullable Map<String, String> metadata) {
    return metadata != null && metadata.containsKey(DROPPED);
  }

  private static <T> @Nullable T unlessMissing(Request<T> request) {
    try {
      return request.send();
    } catch (BlobStorageException e) {
      if (e.getStatusCode() == NOT_FOUND && MISSING.contains(AzureFaults.code(e))) {
        return null;
      }
      throw e;
    }
  }

  /** What the store says of a blob, also of one that only drops blocks; null when there is none. */
  @Nullable BlobProperties look(String name, Duration patience) throws IOException {
    return asked(
        StoreAction.LOOK,
        () ->
            unlessMissing(() ->
                blob(name).getPropertiesWithResponse(null, patience, Context.NONE).getValue()));
  }

  @Override
  public Listing list(String prefix, String after, int limit) throws IOException {
    PagedResponse<BlobItem> page =
        page(StoreAction.LIST, prefix, after.isEmpty() ? null : after, Math.min(limit, PAGE) + 1);
    List<String> found =
        page.getValue().stream()
            .filter(each -> !isDropped(each.getMetadata()))
            .map(this::name)
            .filter(each -> !each.equals(after) && !each.startsWith(UPLOADS))
            .toList();
    List<String> all = found.subList(0, Math.min(found.size(), limit));
    String next = null;
    if (found.size() > limit) {
      next = all.getLast();
    } else if (page.getContinuationToken() != null) {
      String last = name(page.getValue().getLast());
      next = last.startsWith(UPLOADS) ? null : last;
    }
    return new Listing(all.stream().filter(Keys::isKey).toList(), next);
  }

  private String name(BlobItem item) {
    return item.getName().substring(settings.prefix().length());
  }

  private PagedResponse<BlobItem> page(
      StoreAction action, String prefix, @Nullable String from, int limit) throws IOException {
    ListBlobsOptions options =
        new ListBlobsOptions()
            .setPrefix(settings.prefix() + prefix)
            .setStartFrom(from == null ? null : settings.prefix() + from)
            .setMaxResultsPerPage(limit)
            .setDetails(new BlobListDetails().setRetrieveMetadata(true));
    return asked(
        action, () -> client().listBlobs(options, REQUEST).iterableByPage().iterator().next());
  }

  @Override
  public void delete(String key) throws IOException {
    remove(StoreAction.DELETE, Keys.require(key), null);
  }

  /**
   * Removes a blob, if it is there.
   *
   * @param etag removes it only when it is that one; null removes any
   */
  void remove(StoreAction action, String name, @Nullable String etag) throws IOException {
    asked(
        action,
        () -> {
          try {
            return unlessMissing(() ->
                blob(name)
                    .deleteWithResponse(
                        null, new BlobRequestConditions().setIfMatch(etag), REQUEST, Context.NONE));
          } catch (BlobStorageException e) {
            if (e.getStatusCode() == PRECONDITION_FAILED && etag != null) {
              return null;
            }
            throw e;
          }
        });
  }

  @Override
  public Listing pending(String prefix, String after, int limit) throws IOException {
    PagedResponse<BlobItem> page =
        page(
            StoreAction.PENDING,
            UPLOADS + prefix,
            after.isEmpty() ? null : UPLOADS + after + BEHIND,
            PAGE);
    Set<String> keys = new LinkedHashSet<>();
    page.getValue().forEach(each -> keys.add(keyOf(name(each))));
    List<String> all = keys.stream().limit(limit).toList();
    boolean more = page.getContinuationToken() != null || keys.size() > limit;
    return new Listing(
        all.stream().filter(Keys::isKey).toList(), more && !all.isEmpty() ? all.getLast() : null);
  }

  /** The key of the upload that a sign stands for. */
  private static String keyOf(String sign) {
    int end = sign.indexOf(SEPARATOR);
    return end < 0 ? sign : sign.substring(UPLOADS.length(), end);
  }

  /** The signs of uploads, the first of them. */
  List<String> signs(String prefix) throws IOException {
    return page(StoreAction.PENDING, UPLOADS + prefix, null, PAGE).getValue().stream()
        .map(this::name)
        .toList();
  }

  @Override
  public void discard(String prefix) throws IOException {
    List<String> signs;
    do {
      signs = signs(prefix);
      for (String sign : signs) {
        remove(StoreAction.ABORT, sign, null); // First: what is sent from now on is not committed.
        if (Keys.isKey(keyOf(sign))) {
          drop(keyOf(sign));
        }
      }
    } while (signs.size() == PAGE);
  }

  /** Drops all blocks of a key that are no file yet. */
  void drop(String key) throws IOException {
    BlockBlobCommitBlockListOptions nothing =
        new BlockBlobCommitBlockListOptions(List.of())
            .setMetadata(Map.of(DROPPED, "true"))
            .setRequestConditions(new BlobRequestConditions().setIfNoneMatch("*"));
    String made =
        asked(
            StoreAction.ABORT,
            () -> {
              try {
                return blob(key)
                    .commitBlockListWithResponse(nothing, REQUEST, Context.NONE)
                    .getValue()
                    .getETag();
              } catch (BlobStorageException e) {
                if (e.getStatusCode() == CONFLICT || e.getStatusCode() == PRECONDITION_FAILED) {
                  return null;
                }
                throw e;
              }
            });
    if (made == null) {
      removeDropped(key);
    } else {
      remove(StoreAction.ABORT, key, made);
    }
  }

  /**
   * Removes a blob that only dropped blocks, and that somebody was too slow, or died, to remove.
   */
  boolean removeDropped(String key) throws IOException {
    BlobProperties found = look(key, REQUEST);
    if (found == null || !isDropped(found.getMetadata())) {
      return false;
    }
    remove(StoreAction.ABORT, key, found.getETag());
    return true;
  }
}

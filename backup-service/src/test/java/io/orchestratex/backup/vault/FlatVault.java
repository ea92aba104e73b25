package io.orchestratex.backup.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A vault that is shaped as an object store: keys in one flat space, uploads with ids of their own,
 * conditional completion, short pages. Kept in memory.
 */
public final class FlatVault implements Vault {

  private static final int PAGE = 3;

  private final String bucket;
  private final NavigableMap<String, Stored> stored = new TreeMap<>();
  private final Map<UUID, String> uploads = new TreeMap<>();

  private record Stored(UUID upload, byte[] bytes) {}

  public FlatVault(String bucket) {
    this.bucket = bucket;
  }

  @Override
  public String location() {
    return "flat://" + bucket;
  }

  @Override
  public synchronized Upload create(String key) {
    Keys.require(key);
    UUID id = UUID.randomUUID();
    uploads.put(id, key);
    return new FlatUpload(id, key);
  }

  private final class FlatUpload implements Upload {
    private final UUID id;
    private final String key;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    FlatUpload(UUID id, String key) {
      this.id = id;
      this.key = key;
    }

    @Override
    public OutputStream content() {
      return content;
    }

    @Override
    public void commit() throws IOException {
      synchronized (FlatVault.this) {
        Stored there = stored.get(key);
        if (there != null && there.upload().equals(id)) {
          return;
        }
        if (!uploads.containsKey(id)) {
          throw new IOException("no such upload: " + id);
        }
        if (there != null) {
          throw new AlreadyStoredException(key, null);
        }
        uploads.remove(id);
        stored.put(key, new Stored(id, content.toByteArray()));
      }
    }

    @Override
    public void abort() {
      synchronized (FlatVault.this) {
        uploads.remove(id);
      }
    }
  }

  @Override
  public synchronized Optional<VaultFile> open(String key) {
    Stored file = stored.get(Keys.require(key));
    return file == null
        ? Optional.empty()
        : Optional.of(new VaultFile(file.bytes().length, new ByteArrayInputStream(file.bytes())));
  }

  @Override
  public synchronized Listing list(String prefix, String after, int limit) {
    return page(stored.keySet().stream(), prefix, after, limit);
  }

  @Override
  public synchronized Listing pending(String prefix, String after, int limit) {
    return page(uploads.values().stream().distinct().sorted(), prefix, after, limit);
  }

  private static Listing page(Stream<String> keys, String prefix, String after, int limit) {
    List<String> all =
        keys.filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0).toList();
    int size = Math.min(PAGE, limit);
    return all.size() <= size
        ? new Listing(all, null)
        : new Listing(all.subList(0, size), all.get(size - 1));
  }

  @Override
  public synchronized void delete(String key) {
    stored.remove(Keys.require(key));
  }

  @Override
  public synchronized void discard(String prefix) {
    uploads.values().removeIf(key -> key.startsWith(prefix));
  }
}

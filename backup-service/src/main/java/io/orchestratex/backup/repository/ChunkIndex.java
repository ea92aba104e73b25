package io.orchestratex.backup.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where the chunks are: a hash table with open addressing, about 100 bytes for each chunk and
 * nothing else that grows with them. A chunk may be in several packs. Not thread safe.
 */
final class ChunkIndex {

  private static final int SMALLEST = 1 << 10;

  private final Map<String, Pack> packs = new HashMap<>();
  private final List<Pack> numbered = new ArrayList<>();
  private long[] ids = new long[SMALLEST * 4];
  private int[] places = new int[SMALLEST * 4];
  private int size;

  /** A pack whose index was read. */
  static final class Pack {
    final String name;

    /** Length of the whole pack. */
    final long bytes;

    private final int number;

    /** Whether new backups may refer to its chunks. */
    boolean shared;

    /** Whether a chunk in it was found damaged. */
    boolean distrusted;

    private Pack(String name, long bytes, int number) {
      this.name = name;
      this.bytes = bytes;
      this.number = number;
    }
  }

  /** A chunk and the pack it is in. */
  record Place(Pack pack, ChunkEntry entry) {}

  int size() {
    return size;
  }

  @Nullable Pack pack(String name) {
    return packs.get(name);
  }

  Collection<Pack> packs() {
    return packs.values();
  }

  /** Adds a pack, or nothing when it is known. */
  Pack add(String name, long bytes, List<ChunkEntry> chunks) {
    Pack known = packs.get(name);
    if (known != null) {
      return known;
    }
    Pack pack = new Pack(name, bytes, numbered.size());
    packs.put(name, pack);
    numbered.add(pack);
    for (ChunkEntry each : chunks) {
      add(pack, each);
    }
    return pack;
  }

  /** Adds a chunk to a pack that is known. */
  void add(Pack pack, ChunkEntry entry) {
    if ((size + 1) * 4 > places.length * 3 / 4) {
      rebuild(places.length / 4 * 2);
    }
    insert(entry.id(), pack.number, entry.offset(), entry.storedBytes(), entry.plainBytes());
  }

  private void insert(ChunkId id, int pack, int offset, int stored, int plain) {
    int capacity = places.length / 4;
    int slot = slot(id.a(), capacity);
    while (places[slot * 4 + 2] != 0) {
      slot = (slot + 1) & (capacity - 1);
    }
    ids[slot * 4] = id.a();
    ids[slot * 4 + 1] = id.b();
    ids[slot * 4 + 2] = id.c();
    ids[slot * 4 + 3] = id.d();
    places[slot * 4] = pack;
    places[slot * 4 + 1] = offset;
    places[slot * 4 + 2] = stored; // Never 0: what is sealed has a nonce and a tag.
    places[slot * 4 + 3] = plain;
    size++;
  }

  private static int slot(long hash, int capacity) {
    return (int) (hash >>> 17) & (capacity - 1); // An HMAC needs no further mixing.
  }

  /** A place of a chunk in a pack that is wanted, the first one there is; null when none is. */
  @Nullable Place find(ChunkId id, Predicate<Pack> wanted) {
    int capacity = places.length / 4;
    for (int slot = slot(id.a(), capacity);
        places[slot * 4 + 2] != 0;
        slot = (slot + 1) & (capacity - 1)) {
      if (ids[slot * 4] == id.a()
          && ids[slot * 4 + 1] == id.b()
          && ids[slot * 4 + 2] == id.c()
          && ids[slot * 4 + 3] == id.d()
          && wanted.test(numbered.get(places[slot * 4]))) {
        return new Place(
            numbered.get(places[slot * 4]),
            new ChunkEntry(id, places[slot * 4 + 1], places[slot * 4 + 2], places[slot * 4 + 3]));
      }
    }
    return null;
  }

  /** Forgets all packs but these. */
  void retain(Set<String> names) {
    if (packs.keySet().retainAll(names)) {
      rebuild(places.length / 4);
    }
  }

  private void rebuild(int capacity) {
    long[] oldIds = ids;
    int[] oldPlaces = places;
    ids = new long[capacity * 4];
    places = new int[capacity * 4];
    size = 0;
    for (int i = 0; i < oldPlaces.length; i += 4) {
      if (oldPlaces[i + 2] != 0 && packs.containsKey(numbered.get(oldPlaces[i]).name)) {
        insert(
            new ChunkId(oldIds[i], oldIds[i + 1], oldIds[i + 2], oldIds[i + 3]),
            oldPlaces[i],
            oldPlaces[i + 1],
            oldPlaces[i + 2],
            oldPlaces[i + 3]);
      }
    }
  }
}

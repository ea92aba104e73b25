package io.orchestratex.backup.repository;

import java.util.List;

/** A set of chunks, as small as an index. Not thread safe. */
final class ChunkSet {

  private final ChunkIndex index = new ChunkIndex();
  private final ChunkIndex.Pack all = index.add("all", 0, List.of());

  boolean contains(ChunkId id) {
    return index.find(id, pack -> true) != null;
  }

  void add(ChunkId id) {
    if (!contains(id)) {
      index.add(all, new ChunkEntry(id, 0, 1, 0));
    }
  }

  int size() {
    return index.size();
  }
}

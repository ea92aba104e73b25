package io.orchestratex.backup.engine.neo4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The digest of each node's content by the node's id, in a temporary file of 16 bytes per node: the
 * memory of the process stays small however large the graph is. For one thread.
 */
final class NodeDigests implements AutoCloseable {

  private static final int BYTES = 16;
  private static final int NODES_PER_SEGMENT = 1 << 16;

  private final FileChannel file;
  private final Map<Long, MappedByteBuffer> segments = new HashMap<>();

  NodeDigests() throws IOException {
    Path path = Files.createTempFile("ox-graph", ".digests");
    file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Notes a node. */
  void put(long id, byte[] digest) {
    byte[] kept = new byte[BYTES];
    System.arraycopy(digest, 0, kept, 0, BYTES);
    kept[0] |= 1; // A node that is known has a digest that is not zero.
    segment(id).put(offset(id), kept);
  }

  /** Whether a node was noted. */
  boolean has(long id) {
    return segment(id).get(offset(id)) != 0;
  }

  /** The digest of a node; zeros of one that was not noted. */
  byte[] get(long id) {
    byte[] digest = new byte[BYTES];
    segment(id).get(offset(id), digest);
    return digest;
  }

  private static int offset(long id) {
    return (int) (id % NODES_PER_SEGMENT) * BYTES;
  }

  private MappedByteBuffer segment(long id) {
    return segments.computeIfAbsent(
        id / NODES_PER_SEGMENT,
        number -> {
          try {
            long length = (long) NODES_PER_SEGMENT * BYTES;
            return file.map(FileChannel.MapMode.READ_WRITE, number * length, length);
          } catch (IOException e) {
            throw new UncheckedIOException("the digests of the nodes cannot be kept", e);
          }
        });
  }

  @Override
  public void close() throws IOException {
    segments.clear();
    file.close();
  }
}

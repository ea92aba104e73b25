package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Graphs that restores keep until they are over: dumps, in chunks, in nodes of the same database.
 * There they survive whatever kills this process, are at hand for every worker, and need no disk of
 * ours; the application sees a few nodes of a label that it does not know.
 */
final class KeptGraphs {

  private static final int CHUNK = 1 << 20;

  private final Neo4jServer server;

  KeptGraphs(Neo4jServer server) {
    this.server = server;
  }

  /** The name of the graph that an attempt of a restore keeps. */
  static String name(RestoreScope scope) {
    return Markers.KEPT + "_" + scope.prefix() + "graph";
  }

  /** How many chunks there are of all of them. */
  static long chunks(Neo4jServer server) {
    return server
        .list("MATCH (n:" + Markers.KEPT + ") RETURN count(n) AS count")
        .getFirst()
        .get("count")
        .asLong();
  }

  /** The names of all of them. */
  List<String> names() {
    return server
        .list("MATCH (n:" + Markers.KEPT + ") RETURN DISTINCT n.ox_of AS name ORDER BY name")
        .stream()
        .map(row -> row.get("name").asString())
        .toList();
  }

  /** Copies the graph as it is, and reads the copy back. */
  void keep(String name, ProgressMonitor monitor) throws IOException {
    List<ObjectFact> live;
    try (Chunks out = new Chunks(name)) {
      live = GraphExport.write(server, out, monitor).facts();
    }
    try (InputStream copy = open(name)) {
      if (!Neo4jDump.facts(copy, monitor).equals(live)) {
        throw new EngineException(
            "restore.copy-unequal",
            "the copy of the graph that the restore keeps is not what was written; nothing was"
                + " changed");
      }
    }
  }

  /** Opens one. */
  InputStream open(String name) {
    List<Long> ids =
        server
            .list(
                "MATCH (n:"
                    + Markers.KEPT
                    + ") WHERE n.ox_of = $name RETURN id(n) AS id ORDER BY n.ox_number",
                Map.of("name", name))
            .stream()
            .map(row -> row.get("id").asLong())
            .toList();
    if (ids.isEmpty()) {
      throw new EngineException(
          "restore.copy-missing",
          "the copy " + name + " of the previous graph is gone; restore the safety backup");
    }
    return new Copy(ids.iterator());
  }

  /** Removes one, or what there is of it. */
  void remove(String name) {
    while (server
            .write(
                "MATCH (n:" + Markers.KEPT + ") WHERE n.ox_of = $name WITH n LIMIT 100 DELETE n",
                Map.of("name", name))
            .nodesDeleted()
        > 0) {
      // The next ones.
    }
  }

  private final class Chunks extends OutputStream {
    private final String name;
    private final byte[] chunk = new byte[CHUNK];
    private int filled;
    private long number;

    Chunks(String name) {
      this.name = name;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int from = offset;
      int left = length;
      while (left > 0) {
        int taken = Math.min(left, CHUNK - filled);
        System.arraycopy(bytes, from, chunk, filled, taken);
        filled += taken;
        from += taken;
        left -= taken;
        if (filled == CHUNK) {
          save();
        }
      }
    }

    private void save() {
      if (filled > 0) {
        server.write(
            "CREATE (:" + Markers.KEPT + " {ox_of: $name, ox_number: $number, ox_data: $data})",
            Map.of("name", name, "number", ++number, "data", Arrays.copyOf(chunk, filled)));
        filled = 0;
      }
    }

    @Override
    public void close() {
      save();
    }
  }

  private final class Copy extends InputStream {
    private final Iterator<Long> ids;
    private byte @Nullable [] chunk;
    private int at;

    Copy(Iterator<Long> ids) {
      this.ids = ids;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (chunk == null || at == chunk.length) {
        if (!ids.hasNext()) {
          return -1;
        }
        chunk = next(ids.next());
        at = 0;
      }
      byte[] current = Objects.requireNonNull(chunk);
      int taken = Math.min(length, current.length - at);
      System.arraycopy(current, at, into, offset, taken);
      at += taken;
      return taken;
    }

    private byte[] next(long id) {
      List<byte[]> found = new ArrayList<>();
      server.read(
          "MATCH (n:" + Markers.KEPT + ") WHERE id(n) = $id RETURN n.ox_data AS data",
          Map.of("id", id),
          row -> found.add(row.get("data").asByteArray()));
      return found.getFirst();
    }
  }
}

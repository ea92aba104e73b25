package io.orchestratex.backup.engine;

import java.util.List;

/**
 * A finished dump of a server.
 *
 * @param point the moment in the server's own time that the dump shows
 */
public record Dump(String serverVersion, String identity, String point, List<DumpedFile> files) {
  public Dump {
    files = List.copyOf(files);
  }
}

package io.orchestratex.backup.engine;

import java.util.List;

/**
 * A finished dump of a server.
 *
 * @param point the moment in the server's own time that the dump shows
 * @param leftOut what of the server the files do not hold
 */
public record Dump(
    String serverVersion,
    String identity,
    String point,
    List<DumpedFile> files,
    List<LeftOut> leftOut) {
  public Dump {
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
  }

  /** A dump of everything there is. */
  public Dump(String serverVersion, String identity, String point, List<DumpedFile> files) {
    this(serverVersion, identity, point, files, List.of());
  }
}

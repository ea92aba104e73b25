package io.orchestratex.backup.engine;

import io.orchestratex.backup.engine.LogSource.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * How a server is recovered from a physical backup.
 *
 * @param pieces of the log from the backup on, without a gap, in order; pieces may overlap
 * @param reader opens one of these
 * @param data folder that becomes the server's; it is there and empty
 * @param kept whether it is to stay: the server is stopped in good order then, else it is still
 *     running afterwards
 */
public record RecoveryOrder(
    RecoveryPoint point, List<Piece> pieces, Reader reader, Path data, boolean kept) {

  public RecoveryOrder {
    pieces = List.copyOf(pieces);
  }

  /** Opens pieces, decrypted and checked while they are read. */
  @FunctionalInterface
  public interface Reader {
    InputStream open(Piece piece) throws IOException;
  }

  /** To the end of the backup, in a folder that goes with its server. */
  public static RecoveryOrder proof(Path data) {
    return new RecoveryOrder(
        new RecoveryPoint.EndOfBackup(),
        List.of(),
        piece -> {
          throw new IllegalStateException("there is no " + piece);
        },
        data,
        false);
  }
}

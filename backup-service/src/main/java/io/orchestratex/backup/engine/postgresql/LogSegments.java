package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.LogSource.Piece;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RecoveryOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Lays pieces of a log out as the segment files that a server reads them from. */
final class LogSegments {

  private static final int BUFFER = 1 << 16;

  private final Path folder;
  private final long segmentBytes;
  private final ProgressMonitor monitor;

  LogSegments(Path folder, long segmentBytes, ProgressMonitor monitor) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.monitor = monitor;
  }

  /** Writes them; a segment that is not whole ends in zeros, as one that is being written does. */
  Set<String> write(RecoveryOrder order) throws IOException {
    Set<String> names = new HashSet<>();
    for (Piece piece : order.pieces()) {
      String name = Lsn.segment(piece.timeline(), piece.from(), segmentBytes);
      try (InputStream in = order.reader().open(piece);
          RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
        file.setLength(segmentBytes);
        file.seek(piece.from() % segmentBytes);
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          file.write(buffer, 0, read);
          monitor.checkpoint();
        }
      }
      names.add(name);
    }
    return names;
  }
}

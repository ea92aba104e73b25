package io.orchestratex.backup.restore;

import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.pipeline.ArtifactInput;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which files of a backup were read to their end while they were loaded, and found to be as the
 * manifest says. Thread safe.
 */
final class ReadFiles {

  private final Set<String> whole = ConcurrentHashMap.newKeySet();

  /** The same files; what is read of them is noted. */
  DumpSource watching(Part part, DumpSource source) {
    return scope -> new Watched(source.open(scope), key(part, scope));
  }

  /** What of these parts was not read to its end. */
  List<Part> others(List<Part> parts) {
    return parts.stream()
        .map(part ->
            new Part(
                part.target(),
                part.engine(),
                part.serverVersion(),
                part.identity(),
                part.point(),
                part.files().stream()
                    .filter(file -> !whole.contains(key(part, file.scope())))
                    .toList(),
                part.leftOut()))
        .filter(part -> !part.files().isEmpty())
        .toList();
  }

  private static String key(Part part, String scope) {
    return part.target() + "\n" + scope;
  }

  private final class Watched extends FilterInputStream {
    private final String key;
    private boolean ended;

    Watched(InputStream in, String key) {
      super(in);
      this.key = key;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      if (read < 0 && !ended && in instanceof ArtifactInput artifact) {
        artifact.finish();
        ended = true;
        whole.add(key);
      }
      return read;
    }

    @Override
    public long skip(long count) throws IOException {
      throw new IOException("every byte must be seen");
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}

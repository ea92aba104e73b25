package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.backup.engine.FolderExport;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lays a file out as Redis from 7.0 on keeps its append-only log: a manifest, a base and what came
 * after it, which is nothing. The base of such a log may be an RDB file.
 */
final class AofFolder {

  private static final String FOLDER = "appendonlydir/";
  private static final String BASE = "appendonly.aof.1.base.rdb";
  private static final String INCREMENT = "appendonly.aof.1.incr.aof";
  private static final String MANIFEST =
      "file " + BASE + " seq 1 type b\nfile " + INCREMENT + " seq 1 type i\n";

  private AofFolder() {}

  static void layOut(InputStream file, FolderExport.Folder folder, ProgressMonitor monitor)
      throws IOException {
    // A folder's files have their lengths before them.
    Path whole = Files.createTempFile("ox-redis-", ".rdb");
    try {
      try (OutputStream out = Files.newOutputStream(whole)) {
        new RdbReader(
                new WatchedInput(file, monitor),
                new RdbReader.Receiver() {
                  @Override
                  public void key(int database, byte[] key, long expiry, int type, RdbInput value)
                      throws IOException {
                    ValueHash.skip(value, type);
                  }
                },
                new RdbReader.Copy(out, _ -> true, true))
            .read();
      }
      try (OutputStream out = folder.file(FOLDER + BASE, Files.size(whole))) {
        Files.copy(whole, out);
      }
    } finally {
      Files.deleteIfExists(whole);
    }
    try (OutputStream out = folder.file(FOLDER + INCREMENT, 0)) {
      out.flush();
    }
    byte[] manifest = MANIFEST.getBytes(US_ASCII);
    try (OutputStream out = folder.file(FOLDER + "appendonly.aof.manifest", manifest.length)) {
      out.write(manifest);
    }
  }
}

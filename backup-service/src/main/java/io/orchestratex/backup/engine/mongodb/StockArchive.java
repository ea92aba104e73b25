package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An archive of mongodump. It reads several collections at a time and mixes their documents; each
 * gets a file of its own here, which is removed with the folder.
 */
final class StockArchive implements ArchiveReader.Receiver {

  private final Path scratch;
  private final ProgressMonitor monitor;
  private final Map<Namespace, Path> files = new LinkedHashMap<>();
  private StockDump dump = new StockDump("");
  private @Nullable Namespace current;
  private @Nullable OutputStream out;

  private StockArchive(Path scratch, ProgressMonitor monitor) {
    this.scratch = scratch;
    this.monitor = monitor;
  }

  static StockDump read(InputStream in, Path scratch, ProgressMonitor monitor) throws IOException {
    StockArchive archive = new StockArchive(scratch, monitor);
    try {
      new ArchiveReader(in).read(archive);
      return archive.dump;
    } finally {
      archive.closeCurrent();
    }
  }

  @Override
  public void begin(List<Namespace> namespaces, String serverVersion) throws IOException {
    dump = new StockDump(serverVersion);
    for (Namespace each : namespaces) {
      if (each.database().isEmpty()) {
        dump.leaveOplog();
      } else if (each.collection().startsWith("$admin.system.")) {
        dump.leaveAccounts(each.database());
      } else {
        Path file = scratch.resolve(files.size() + ".bson");
        if (dump.add(each, () -> open(file))) {
          files.put(each, file);
        }
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    return Files.exists(file)
        ? new BufferedInputStream(Files.newInputStream(file), 1 << 16)
        : InputStream.nullInputStream();
  }

  @Override
  public void document(Namespace namespace, byte[] bson, int length) throws IOException {
    monitor.checkpoint();
    Path file = files.get(namespace);
    if (file == null) {
      return;
    }
    if (namespace.isView()) {
      throw new MalformedDumpException("the view " + namespace.name() + " has documents");
    }
    if (!namespace.equals(current)) {
      closeCurrent();
      current = namespace;
      out =
          new BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              1 << 16);
    }
    if (out != null) {
      out.write(bson, 0, length);
    }
  }

  @Override
  public void end(Namespace namespace) throws IOException {
    if (namespace.equals(current)) {
      closeCurrent();
    }
  }

  @Override
  public void abandoned(Namespace namespace) throws IOException {
    throw new MalformedDumpException(
        namespace.name() + " was not read to its end when it was dumped");
  }

  private void closeCurrent() throws IOException {
    current = null;
    if (out != null) {
      out.close();
      out = null;
    }
  }
}

package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies one database of an archive into an archive of its own. */
final class ArchiveFilter implements ArchiveReader.Receiver {

  private final String database;
  private final ArchiveWriter archive;
  private final ProgressMonitor monitor;
  private @Nullable Namespace of;
  private ArchiveWriter.@Nullable Body body;

  ArchiveFilter(String database, OutputStream out, ProgressMonitor monitor) {
    this.database = database;
    this.archive = new ArchiveWriter(out);
    this.monitor = monitor;
  }

  private boolean isWanted(Namespace namespace) {
    return namespace.database().equals(database);
  }

  @Override
  public void begin(List<Namespace> namespaces, String serverVersion) throws IOException {
    archive.begin(namespaces.stream().filter(this::isWanted).toList(), serverVersion);
  }

  @Override
  public void document(Namespace namespace, byte[] bson, int length) throws IOException {
    monitor.processed(length);
    monitor.checkpoint();
    if (isWanted(namespace)) {
      body(namespace).document(bson, 0, length);
    }
  }

  /** One after the other, as our archives have them. */
  private ArchiveWriter.Body body(Namespace namespace) throws IOException {
    ArchiveWriter.Body open = body;
    if (open == null) {
      open = archive.body(namespace);
      of = namespace;
      body = open;
    } else if (!namespace.equals(of)) {
      throw new IOException("the collections of the archive are not one after the other");
    }
    return open;
  }

  @Override
  public void end(Namespace namespace) throws IOException {
    if (isWanted(namespace)) {
      body(namespace).end();
      body = null;
    }
  }

  @Override
  public void abandoned(Namespace namespace) throws IOException {
    if (isWanted(namespace)) {
      body(namespace).abandon();
      body = null;
    }
  }
}

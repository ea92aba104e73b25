package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.StockImport.Means;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.bson.BsonInvalidOperationException;

/** Writes what mongodump has written as one of our dumps, and checks it on the way. */
final class DumpImport {

  private static final String POINT = "as mongodump read it";

  private final Path source;
  private final Means means;
  private final ProgressMonitor monitor;

  DumpImport(Path source, Means means, ProgressMonitor monitor) {
    this.source = source;
    this.means = means;
    this.monitor = monitor;
  }

  Dump write(DumpTarget target) throws IOException {
    try {
      StockDump dump = read();
      if (dump.collections().isEmpty()) {
        throw new MalformedDumpException("it holds no collection of a database");
      }
      return write(dump, target);
    } catch (EOFException | ZipException e) {
      throw new MalformedDumpException("it is cut or damaged: " + e.getMessage(), e);
    } catch (BsonInvalidOperationException | StackOverflowError e) {
      throw new MalformedDumpException("it is damaged: a description cannot be read", e);
    }
  }

  private StockDump read() throws IOException {
    UnpackedLimit limit = new UnpackedLimit(means.maxBytes());
    if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
      return StockFolder.read(source, limit);
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(source), 1 << 16)) {
      in.mark(2);
      boolean packed = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return StockArchive.read(
          limit.of(packed ? new GZIPInputStream(in, 1 << 16) : in), means.scratch(), monitor);
    } catch (FileSystemException | MalformedDumpException | EOFException | ZipException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedDumpException(String.valueOf(e.getMessage()), e);
    }
  }

  private Dump write(StockDump dump, DumpTarget target) throws IOException {
    List<Namespace> namespaces =
        dump.collections().stream().map(StockDump.Collection::namespace).toList();
    List<ObjectFact> objects = new ArrayList<>();
    try (OutputStream out = new BufferedOutputStream(target.begin(DumpedFile.ALL), 1 << 16)) {
      ArchiveWriter archive = new ArchiveWriter(out);
      archive.begin(namespaces, dump.serverVersion());
      for (StockDump.Collection each : dump.collections()) {
        monitor.detail(each.namespace().name());
        if (each.namespace().isView()) {
          archive.view(each.namespace());
        } else {
          objects.add(copy(each, archive.body(each.namespace())));
        }
      }
    }
    DumpedFile file =
        new DumpedFile(
            DumpedFile.ALL,
            objects,
            Map.of(
                ViewDefinitions.ATTRIBUTE,
                ViewDefinitions.attribute(namespaces),
                Timeseries.ATTRIBUTE,
                Timeseries.attribute(namespaces),
                Expiration.ATTRIBUTE,
                Expiration.json(namespaces)));
    List<LeftOut> leftOut = new ArrayList<>(dump.leftOut());
    Timeseries.left(file).stream().map(Timeseries::notRestored).forEach(leftOut::add);
    return new Dump(dump.serverVersion(), "", POINT, List.of(file), leftOut);
  }

  private ObjectFact copy(StockDump.Collection from, ArchiveWriter.Body to) throws IOException {
    String name = from.namespace().name();
    try (DocumentInput in = new DocumentInput(from.documents().open(), name)) {
      for (int length = in.next(); length >= 0; length = in.next()) {
        to.document(in.bytes(), 0, length);
        monitor.processed(length);
        monitor.checkpoint();
      }
    }
    return to.end().fact(name);
  }
}

package io.orchestratex.backup.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.FolderExport;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.pipeline.ArtifactInput;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A backup as one {@code .tar.gz} of what the engines' own tools read: {@code
 * <backup>/<database>/<file>}, or {@code <backup>/<target>/<database>/<file>} where it is of
 * several targets. Each file is checked while it is written, and the archive has an end only when
 * all of them are what the manifest says. Of one backup it is always the same, to the byte.
 */
final class BackupArchive {

  private static final int BUFFER = 1 << 16;
  private static final int ONLY_THE_OWNER = 0100600;
  private static final int ONLY_THE_OWNERS_FOLDER = 040700;

  private final Catalog catalog;
  private final Engines engines;
  private final Manifest manifest;
  private final List<Part> parts;

  BackupArchive(Catalog catalog, Engines engines, Manifest manifest, List<Part> parts) {
    this.catalog = catalog;
    this.engines = engines;
    this.manifest = manifest;
    this.parts = List.copyOf(parts);
  }

  void write(OutputStream out) throws IOException {
    // Not closed after a fault: that would write an end.
    TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new BufferedOutputStream(new GZIPOutputStream(out, BUFFER), BUFFER), UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    tar.putArchiveEntry(entry(manifest.id() + "/", 0, ONLY_THE_OWNERS_FOLDER));
    tar.closeArchiveEntry();
    for (Part part : parts) {
      String folder = manifest.id() + "/" + (parts.size() > 1 ? part.target() + "/" : "");
      for (StoredFile file : part.files()) {
        write(tar, folder, part, file);
      }
    }
    tar.close();
  }

  private void write(TarArchiveOutputStream tar, String folder, Part part, StoredFile file)
      throws IOException {
    try (ArtifactInput in = catalog.open(manifest, file)) {
      if (engines.get(part.engine()) instanceof FolderExport engine) {
        engine.layOut(
            in,
            file.objects(),
            (path, bytes) -> begun(tar, folder + path, bytes),
            ProgressMonitor.NONE);
      } else {
        String name = name(file.scope().equals(DumpedFile.ALL) ? part.target() : file.scope());
        String path = folder + name + "/" + name + ExportFaults.suffixOf(part, engines);
        try (OutputStream out = begun(tar, path, file.content().plainBytes())) {
          in.transferTo(out);
        }
      }
      in.finish();
    }
  }

  /** A name as part of a path; an ordinary one stays as it is. */
  private static String name(String text) {
    String encoded = URLEncoder.encode(text, UTF_8);
    return encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
  }

  /** A file's content, which must be as long as was said. */
  private OutputStream begun(TarArchiveOutputStream tar, String path, long bytes)
      throws IOException {
    tar.putArchiveEntry(entry(path, bytes, ONLY_THE_OWNER));
    return new FilterOutputStream(tar) {
      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        tar.write(buffer, offset, length);
      }

      @Override
      public void close() throws IOException {
        tar.closeArchiveEntry();
      }
    };
  }

  private TarArchiveEntry entry(String path, long bytes, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setSize(bytes);
    entry.setMode(mode);
    entry.setLastModifiedTime(FileTime.from(manifest.createdAt()));
    return entry;
  }
}

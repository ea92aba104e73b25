package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.SectionedOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Passes the tar of a server on, byte by byte but for its end, which comes after the manifest that
 * the server sends last. Each file is a section of the output.
 */
final class BaseTarWriter {

  private static final int PRIVATE = 0600;

  private final OutputStream out;
  private final BaseTar contents;
  private final byte[] header = new byte[BaseTar.BLOCK];
  private int headerBytes;
  private long dataLeft;
  private int paddingLeft;
  private boolean ended;
  private boolean hasData;

  BaseTarWriter(OutputStream out, Map<String, String> names) throws IOException {
    this.out = out;
    this.contents = new BaseTar(names);
    String text = " " + BaseTar.COMMENT + "=" + BaseTar.comment(names) + "\n";
    int length = text.length();
    length += Integer.toString(length + Integer.toString(length).length()).length();
    member(
        new TarArchiveEntry("pax_global_header", TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER),
        (length + text).getBytes(UTF_8));
  }

  /** A whole file of our own. */
  private void member(TarArchiveEntry entry, byte[] content) throws IOException {
    entry.setSize(content.length);
    entry.setMode(PRIVATE);
    byte[] head = new byte[BaseTar.BLOCK];
    entry.writeEntryHeader(head);
    out.write(head);
    out.write(content);
    out.write(new byte[padding(content.length)]);
  }

  private static int padding(long size) {
    return (int) (-size & (BaseTar.BLOCK - 1));
  }

  /** Takes some of what the server sends. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end && !ended) {
      if (dataLeft > 0) {
        int count = (int) Math.min(end - at, dataLeft);
        contents.content(bytes, at, count);
        out.write(bytes, at, count);
        at += count;
        dataLeft -= count;
        endFileWhereDone();
      } else if (paddingLeft > 0) {
        int count = Math.min(end - at, paddingLeft);
        out.write(bytes, at, count);
        at += count;
        paddingLeft -= count;
      } else {
        int count = Math.min(end - at, header.length - headerBytes);
        System.arraycopy(bytes, at, header, headerBytes, count);
        at += count;
        headerBytes += count;
        if (headerBytes == header.length) {
          headerBytes = 0;
          begin();
        }
      }
    }
  }

  private void begin() throws IOException {
    if (isZero(header)) {
      ended = true;
      return;
    }
    if (hasData) {
      SectionedOutput.endSection(out);
    }
    out.write(header);
    TarArchiveEntry entry = new TarArchiveEntry(header);
    hasData = entry.isFile() && entry.getSize() > 0;
    dataLeft = hasData ? entry.getSize() : 0;
    paddingLeft = padding(dataLeft);
    if (hasData) {
      SectionedOutput.endSection(out);
    }
    if (entry.isFile()) {
      contents.begin(entry.getName());
      endFileWhereDone();
    }
  }

  private void endFileWhereDone() {
    if (dataLeft == 0) {
      contents.end();
    }
  }

  private static boolean isZero(byte[] block) {
    return Arrays.equals(block, new byte[block.length]);
  }

  /**
   * Appends the manifest and ends the tar.
   *
   * @throws IOException when the server has not sent whole files
   */
  List<ObjectFact> finish(byte[] manifest) throws IOException {
    if (dataLeft > 0 || paddingLeft > 0 || headerBytes > 0) {
      throw new IOException("the server ended the copy within a file");
    }
    SectionedOutput.endSection(out);
    member(new TarArchiveEntry(BaseTar.MANIFEST), manifest);
    contents.begin(BaseTar.MANIFEST);
    contents.content(manifest, 0, manifest.length);
    contents.end();
    out.write(new byte[2 * BaseTar.BLOCK]);
    return contents.facts();
  }
}

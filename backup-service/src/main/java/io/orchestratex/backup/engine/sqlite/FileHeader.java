package io.orchestratex.backup.engine.sqlite;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The first 100 bytes of a database file (sqlite.org/fileformat.html, 1.3).
 *
 * @param pageBytes length of a page
 * @param pages how many there are
 * @param isWal whether the file is in WAL mode
 * @param userVersion the application's own number
 * @param applicationId what kind of file the application says it is
 */
record FileHeader(int pageBytes, long pages, boolean isWal, int userVersion, int applicationId) {

  static final int BYTES = 100;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);

  private static final int PAGE_BYTES = 16;
  private static final int WRITE_VERSION = 18;
  private static final int PAGES = 28;
  private static final int USER_VERSION = 60;
  private static final int APPLICATION_ID = 68;
  private static final int WAL = 2;
  private static final int LARGEST_PAGE = 65_536;

  /** Whether what begins so is a database. */
  static boolean isIn(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * That of a file which is whole.
   *
   * @throws DamagedDatabaseException when it is no database, or cut
   */
  static FileHeader ofWhole(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(BYTES);
    }
    if (start.length < BYTES || !isIn(start)) {
      throw new DamagedDatabaseException("it does not begin as a SQLite database does");
    }
    ByteBuffer header = ByteBuffer.wrap(start);
    int coded = Short.toUnsignedInt(header.getShort(PAGE_BYTES));
    int pageBytes = coded == 1 ? LARGEST_PAGE : coded;
    long pages = Integer.toUnsignedLong(header.getInt(PAGES));
    long length = Files.size(file);
    if (pageBytes < 512 || Integer.bitCount(pageBytes) != 1 || length != pages * pageBytes) {
      throw new DamagedDatabaseException(
          "it has %d bytes and its header says %d pages of %d".formatted(length, pages, pageBytes));
    }
    return new FileHeader(
        pageBytes,
        pages,
        header.get(WRITE_VERSION) == WAL,
        header.getInt(USER_VERSION),
        header.getInt(APPLICATION_ID));
  }

  long bytes() {
    return pages * pageBytes;
  }
}

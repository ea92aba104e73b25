package io.orchestratex.backup.engine.neo4j;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Set;
import org.neo4j.driver.Bookmark;

/**
 * Reads the number of a transaction out of a bookmark, because {@code SHOW DATABASES} of Community
 * does not tell it. A bookmark is {@code FB:} and, in Base64, what Bolt packs as a list: the 16
 * bytes of the database's id, then the number.
 */
final class Bookmarks {

  private static final String PREFIX = "FB:";
  private static final byte BYTES = (byte) 0xcc;
  private static final int ID_BYTES = 16;

  private Bookmarks() {}

  /** The number; -1 when there is not one bookmark of that form. */
  static long transaction(Set<Bookmark> bookmarks) {
    if (bookmarks.size() != 1) {
      return -1;
    }
    return transaction(bookmarks.iterator().next().value());
  }

  static long transaction(String bookmark) {
    if (!bookmark.startsWith(PREFIX)) {
      return -1;
    }
    try {
      ByteBuffer packed = ByteBuffer.wrap(Base64.getDecoder().decode(bookmark.substring(3)));
      packed.get(); // The list's head.
      if (packed.get() != BYTES || packed.get() != ID_BYTES) {
        return -1;
      }
      packed.position(packed.position() + ID_BYTES);
      byte head = packed.get();
      return switch (head & 0xff) {
        case 0xc8 -> packed.get();
        case 0xc9 -> packed.getShort();
        case 0xca -> packed.getInt();
        case 0xcb -> packed.getLong();
        default -> head >= 0 ? head : -1;
      };
    } catch (RuntimeException e) {
      return -1; // Of another form: then nobody knows.
    }
  }
}

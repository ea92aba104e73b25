package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ObjectFact;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is in the tar of a base backup: the number and hash of the files of each database, and of
 * those that all share. A comment at the beginning of the tar says which database has which number.
 */
final class BaseTar {

  /** Bytes of a block of a tar, and of the header of a file. */
  static final int BLOCK = 512;

  /** The file that pg_verifybackup reads. */
  static final String MANIFEST = "backup_manifest";

  /** Key of a comment in a pax header, which every tar passes over. */
  static final String COMMENT = "comment";

  private static final String SHARED = "(shared).files";
  private static final String FOLDER = "base/";

  private final Map<String, String> names;
  private final Map<String, ContentHash> hashes = new TreeMap<>();
  private @Nullable ContentHash current;

  /**
   * @param names of databases, by their numbers
   */
  BaseTar(Map<String, String> names) {
    this.names = Map.copyOf(names);
    names.values().forEach(name -> hashes.put(objectOf(name), new ContentHash()));
    hashes.put(SHARED, new ContentHash());
  }

  private static String objectOf(String database) {
    String name =
        database.indexOf('.') < 0 && !database.startsWith("\"")
            ? database
            : PgServer.identifier(database);
    return name + ".files";
  }

  /** The comment that {@link #of} reads. */
  static String comment(Map<String, String> names) {
    return names.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
        .collect(Collectors.joining(" "));
  }

  /** For a tar that begins with this comment. */
  static BaseTar of(@Nullable String comment) {
    Map<String, String> names = new TreeMap<>();
    if (comment != null && !comment.isBlank()) {
      for (String each : comment.strip().split(" ", -1)) {
        int equals = each.indexOf('=');
        if (equals > 0) {
          names.put(
              each.substring(0, equals), URLDecoder.decode(each.substring(equals + 1), UTF_8));
        }
      }
    }
    return new BaseTar(names);
  }

  /** A file begins. */
  void begin(String path) {
    ContentHash hash = hashes.computeIfAbsent(objectAt(path), _ -> new ContentHash());
    byte[] head = (path + "\n").getBytes(UTF_8);
    hash.part(head, 0, head.length);
    current = hash;
  }

  private String objectAt(String path) {
    if (!path.startsWith(FOLDER)) {
      return SHARED;
    }
    int end = path.indexOf('/', FOLDER.length());
    String name = end < 0 ? null : names.get(path.substring(FOLDER.length(), end));
    return name == null ? SHARED : objectOf(name);
  }

  void content(byte[] bytes, int offset, int length) {
    if (current != null) {
      current.part(bytes, offset, length);
    }
  }

  void end() {
    if (current != null) {
      current.end();
      current = null;
    }
  }

  List<ObjectFact> facts() {
    List<ObjectFact> facts = new ArrayList<>();
    hashes.forEach((name, hash) -> facts.add(hash.fact(name)));
    return facts;
  }
}

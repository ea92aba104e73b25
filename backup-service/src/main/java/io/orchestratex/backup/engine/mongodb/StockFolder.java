package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * A folder of mongodump: {@code database/collection.bson} and {@code
 * database/collection.metadata.json}, each perhaps with {@code .gz}, and {@code prelude.json}.
 * Links are not followed.
 */
final class StockFolder {

  private static final String DOCUMENTS = ".bson";
  private static final String METADATA = ".metadata.json";
  private static final String PACKED = ".gz";
  private static final int MAX_METADATA = 16 << 20;

  private final Path folder;
  private final UnpackedLimit limit;

  private StockFolder(Path folder, UnpackedLimit limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /** The files of a collection. */
  private static final class CollectionFiles {
    private @Nullable Path documents;
    private @Nullable Path metadata;
  }

  static StockDump read(Path folder, UnpackedLimit limit) throws IOException {
    return new StockFolder(folder, limit).read();
  }

  private StockDump read() throws IOException {
    StockDump dump = new StockDump(serverVersion());
    List<Path> databases = new ArrayList<>();
    boolean isDatabase = false;
    for (Path each : children(folder)) {
      String name = plainName(each);
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        databases.add(each);
      } else if (name.equals("oplog" + DOCUMENTS)) {
        dump.leaveOplog();
      } else if (name.endsWith(DOCUMENTS) || name.endsWith(METADATA)) {
        isDatabase = true;
      }
    }
    if (isDatabase) {
      databases = List.of(folder); // The folder of a single database.
    }
    for (Path database : databases) {
      add(dump, database);
    }
    return dump;
  }

  private String serverVersion() throws IOException {
    for (String name : List.of("prelude.json", "prelude.json" + PACKED)) {
      Path prelude = folder.resolve(name);
      if (Files.isRegularFile(prelude, LinkOption.NOFOLLOW_LINKS)) {
        return json(prelude).getString("ServerVersion", new BsonString("")).getValue();
      }
    }
    return "";
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> children = all.sorted().toList();
      for (Path each : children) {
        if (Files.isSymbolicLink(each)) {
          throw new MalformedDumpException(
              "%s is a link; only files and folders are read"
                  .formatted(StockDump.shown(each.getFileName().toString())));
        }
      }
      return children;
    }
  }

  private static String plainName(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
  }

  private void add(StockDump dump, Path database) throws IOException {
    String of = database.getFileName().toString();
    Map<String, CollectionFiles> byName = new TreeMap<>();
    for (Path each : children(database)) {
      String name = plainName(each);
      if (!Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (name.startsWith("$admin.system.")) {
        dump.leaveAccounts(of);
      } else if (name.endsWith(METADATA)) {
        CollectionFiles files =
            byName.computeIfAbsent(without(name, METADATA), _ -> new CollectionFiles());
        requireFirst(files.metadata, each);
        files.metadata = each;
      } else if (name.endsWith(DOCUMENTS) && !name.equals("oplog" + DOCUMENTS)) {
        CollectionFiles files =
            byName.computeIfAbsent(without(name, DOCUMENTS), _ -> new CollectionFiles());
        requireFirst(files.documents, each);
        files.documents = each;
      }
    }
    for (Map.Entry<String, CollectionFiles> each : byName.entrySet()) {
      Path metadata = each.getValue().metadata;
      if (metadata == null && byName.containsKey(seriesOf(each.getKey()))) {
        continue; // The documents of a time series, which has the description.
      }
      BsonDocument description = metadata == null ? new BsonDocument() : json(metadata);
      add(dump, of, each.getKey(), description, byName);
    }
  }

  private static void requireFirst(@Nullable Path before, Path file) throws MalformedDumpException {
    if (before != null) {
      throw new MalformedDumpException(
          "it holds %s packed and unpacked".formatted(StockDump.shown(plainName(file))));
    }
  }

  private static String without(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }

  private static String seriesOf(String file) {
    return file.startsWith(Namespace.BUCKETS) ? file.substring(Namespace.BUCKETS.length()) : "";
  }

  private void add(
      StockDump dump,
      String database,
      String file,
      BsonDocument description,
      Map<String, CollectionFiles> byName)
      throws IOException {
    try {
      String type = description.getString("type", new BsonString(Namespace.COLLECTION)).getValue();
      String collection =
          description.getString("collectionName", new BsonString(decoded(file))).getValue();
      Namespace namespace = new Namespace(database, collection, type, description);
      CollectionFiles files =
          byName.get(namespace.isTimeseries() ? Namespace.BUCKETS + file : file);
      Path documents = files == null ? null : files.documents;
      dump.add(
          namespace, () -> documents == null ? InputStream.nullInputStream() : content(documents));
    } catch (BsonInvalidOperationException e) {
      throw new MalformedDumpException(
          "the description of %s.%s is not one of mongodump"
              .formatted(database, StockDump.shown(file)),
          e);
    }
  }

  private static String decoded(String file) throws MalformedDumpException {
    try {
      return URLDecoder.decode(file, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new MalformedDumpException(StockDump.shown(file) + " is no name of mongodump", e);
    }
  }

  private InputStream content(Path file) throws IOException {
    InputStream plain = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    boolean packed = file.getFileName().toString().endsWith(PACKED);
    try {
      return limit.of(packed ? new GZIPInputStream(plain, 1 << 16) : plain);
    } catch (IOException e) {
      plain.close();
      throw new MalformedDumpException(
          StockDump.shown(file.getFileName().toString()) + " is not packed by gzip", e);
    }
  }

  private BsonDocument json(Path file) throws IOException {
    String name = StockDump.shown(file.getFileName().toString());
    try (InputStream in = content(file)) {
      byte[] text = in.readNBytes(MAX_METADATA + 1);
      if (text.length > MAX_METADATA) {
        throw new MalformedDumpException(name + " is too long for a description");
      }
      return BsonDocument.parse(new String(text, UTF_8));
    } catch (JsonParseException | BsonInvalidOperationException | StackOverflowError e) {
      throw new MalformedDumpException(name + " is no JSON of mongodump", e);
    }
  }
}

package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.StockImport.Means;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives and folders of mongodump, as it writes them and as nobody should. */
class StockImportTest {

  private static final String PLAIN = "{\"options\":{},\"indexes\":[]}";

  @TempDir Path folder;
  private Path scratch;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void makeScratch() throws IOException {
    scratch = Files.createDirectory(folder.resolve("scratch"));
  }

  private Dump imported(Path source, long maxBytes) throws IOException {
    written.reset();
    return new DumpImport(source, new Means(scratch, maxBytes), ProgressMonitor.NONE)
        .write(_ -> written);
  }

  private Dump imported(Path source) throws IOException {
    return imported(source, 1 << 20);
  }

  /** An archive with the blocks of its collections mixed, as mongodump has them. */
  private static final class Archive {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, Crc64> sums = new LinkedHashMap<>();

    Archive(String... names) throws IOException {
      out.write(ArchiveWriter.MAGIC);
      write("{\"concurrent_collections\":4,\"version\":\"0.1\",\"server_version\":\"6.0.5\"}");
      for (String each : names) {
        String[] parts = each.split("\\.", 2);
        out.write(
            Bson.bytes(
                new BsonDocument("db", new BsonString(parts[0]))
                    .append("collection", new BsonString(parts[1]))
                    .append("metadata", new BsonString(parts[0].isEmpty() ? "" : PLAIN))
                    .append("size", new BsonInt32(0))
                    .append("type", new BsonString(""))));
      }
      end();
    }

    private void write(String json) throws IOException {
      out.write(Bson.bytes(BsonDocument.parse(json)));
    }

    private void end() throws IOException {
      out.write(ArchiveWriter.TERMINATOR);
    }

    private void header(String name, boolean last, long crc) throws IOException {
      String[] parts = name.split("\\.", 2);
      write(
          "{\"db\":\"%s\",\"collection\":\"%s\",\"EOF\":%s,\"CRC\":{\"$numberLong\":\"%d\"}}"
              .formatted(parts[0], parts[1], last, crc));
    }

    Archive block(String name, String... documents) throws IOException {
      header(name, false, 0);
      for (String each : documents) {
        byte[] bytes = Bson.bytes(BsonDocument.parse(each));
        sums.computeIfAbsent(name, _ -> new Crc64()).update(bytes, 0, bytes.length);
        out.write(bytes);
      }
      end();
      return this;
    }

    Archive last(String name) throws IOException {
      return last(name, sums.containsKey(name) ? sums.get(name).value() : 0);
    }

    Archive last(String name, long crc) throws IOException {
      header(name, true, crc);
      end();
      return this;
    }
  }

  private static Archive mixed() throws IOException {
    return new Archive("shop.orders", "shop.users", "admin.system.users", ".oplog")
        .block("shop.orders", "{\"_id\":1}", "{\"_id\":2}")
        .block("shop.users", "{\"_id\":\"ann\"}")
        .block("shop.orders", "{\"_id\":3}")
        .block("admin.system.users", "{\"_id\":\"admin.root\",\"secret\":\"x\"}")
        .last("shop.users")
        .last("shop.orders")
        .last("admin.system.users")
        .last(".oplog");
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private List<ObjectFact> readBack() throws IOException {
    List<ObjectFact> facts = new ArrayList<>();
    Map<String, ContentHash> hashes = new LinkedHashMap<>();
    new ArchiveReader(new ByteArrayInputStream(written.toByteArray()))
        .read(
            new ArchiveReader.Receiver() {
              @Override
              public void document(Namespace namespace, byte[] bson, int length) {
                hashes
                    .computeIfAbsent(namespace.name(), _ -> new ContentHash())
                    .add(bson, 0, length);
              }

              @Override
              public void end(Namespace namespace) {
                facts.add(
                    hashes
                        .getOrDefault(namespace.name(), new ContentHash())
                        .fact(namespace.name()));
              }
            });
    return facts;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anArchiveBecomesOneOfOursWithItsCollectionsOneAfterTheOther(boolean gzip)
      throws IOException {
    byte[] bytes = mixed().out.toByteArray();

    Dump dump = imported(file("dump.archive", gzip ? packed(bytes) : bytes));

    assertThat(dump.serverVersion()).isEqualTo("6.0.5");
    assertThat(dump.files().getFirst().objects())
        .extracting(ObjectFact::name, ObjectFact::count)
        .containsExactly(tuple("shop.orders", 3L), tuple("shop.users", 1L));
    assertThat(readBack()).isEqualTo(dump.files().getFirst().objects());
    assertThat(dump.leftOut())
        .extracting(LeftOut::what)
        .containsExactly("database admin", "changes while it was dumped oplog");
    assertThat(written.toString(UTF_8)).as("nobody's secrets").doesNotContain("admin.root");
  }

  @Test
  void aFolderIsReadWithItsDescriptionsPackedOrNot() throws IOException {
    Path dump = Files.createDirectory(folder.resolve("dump"));
    Path shop = Files.createDirectory(dump.resolve("shop"));
    Files.createDirectory(dump.resolve("admin"));
    Files.writeString(dump.resolve("prelude.json"), "{\"ServerVersion\":\"7.0.1\"}");
    byte[] one = Bson.bytes(BsonDocument.parse("{\"_id\":1}"));
    Files.write(shop.resolve("a%2Fb.bson.gz"), packed(one));
    Files.write(
        shop.resolve("a%2Fb.metadata.json.gz"),
        packed(
            "{\"options\":{\"capped\":true,\"size\":{\"$numberInt\":\"4096\"}},\"indexes\":[],\"collectionName\":\"a/b\"}"
                .getBytes(UTF_8)));
    Files.writeString(
        shop.resolve("seen.metadata.json"),
        "{\"options\":{\"viewOn\":\"a/b\",\"pipeline\":[]},\"indexes\":[],\"type\":\"view\"}");
    Files.write(shop.resolve("bare.bson"), new byte[0]);

    Dump of = imported(dump);

    assertThat(of.serverVersion()).isEqualTo("7.0.1");
    assertThat(of.files().getFirst().objects())
        .extracting(ObjectFact::name, ObjectFact::count)
        .containsExactly(tuple("shop.a/b", 1L), tuple("shop.bare", 0L));
    assertThat(written.toString(UTF_8)).contains("viewOn");
    assertThat(imported(shop).files().getFirst().objects())
        .as("the folder of one database")
        .hasSize(2);
  }

  private void refused(Path source, String why) {
    assertThatThrownBy(() -> imported(source))
        .isInstanceOf(MalformedDumpException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatIsCutOrDamagedIsRefused() throws IOException {
    byte[] whole = mixed().out.toByteArray();
    refused(file("none", "no archive at all".getBytes(UTF_8)), "no mongodump archive");
    refused(file("empty", new byte[0]), "no mongodump archive");
    for (int bytes : new int[] {4, 100, whole.length / 2, whole.length - 5}) {
      refused(file("cut", Arrays.copyOf(whole, bytes)), "");
    }
    refused(file("cut.gz", Arrays.copyOf(packed(whole), 150)), "cut or damaged");
    refused(
        file(
            "crc",
            new Archive("shop.orders")
                .block("shop.orders", "{\"_id\":1}")
                .last("shop.orders", 7)
                .out
                .toByteArray()),
        "the checksum of shop.orders does not fit");
    refused(
        file("undescribed", new Archive("a.b").last("a.b").block("c.d", "{}").out.toByteArray()),
        "a block of c.d");
    byte[] flipped = whole.clone();
    flipped[new String(whole, ISO_8859_1).indexOf("ann")] ^= 1;
    refused(file("flipped", flipped), "the checksum of shop.users does not fit");
  }

  @Test
  void whatIsMeantToDeceiveIsRefused() throws IOException {
    Path dump = folder.resolve("dump");
    Path shop = Files.createDirectories(dump.resolve("shop"));
    Files.write(shop.resolve("zeros.bson.gz"), packed(new byte[8 << 20]));
    refused(dump, "is damaged: a document of 0 bytes cannot be");
    Files.delete(shop.resolve("zeros.bson.gz"));

    ByteArrayOutputStream many = new ByteArrayOutputStream();
    byte[] document = Bson.bytes(BsonDocument.parse("{\"_id\":\"" + "x".repeat(1_000) + "\"}"));
    for (int i = 0; i < 2_000; i++) {
      many.write(document);
    }
    Files.write(shop.resolve("bomb.bson.gz"), packed(many.toByteArray()));
    refused(dump, "it unpacks to more than 1048576 bytes");
    Files.delete(shop.resolve("bomb.bson.gz"));

    Files.write(shop.resolve("deep.bson"), deep(100_000));
    refused(dump, "nested deeper than");
    Files.delete(shop.resolve("deep.bson"));

    Path description = shop.resolve("orders.metadata.json");
    Files.writeString(description, "{\"a\":".repeat(200_000));
    refused(dump, "is no JSON of mongodump");
    for (String name : List.of("", ".hidden", "a\\u0000b", "$cmd")) {
      Files.writeString(
          description, "{\"options\":{},\"indexes\":[],\"collectionName\":\"" + name + "\"}");
      refused(dump, "no collection can be called");
    }
    Files.writeString(description, "{\"options\":{},\"indexes\":[],\"collectionName\":7}");
    refused(dump, "is not one of mongodump");
    Files.delete(description);

    Files.createSymbolicLink(shop.resolve("passwd.bson"), Path.of("/etc/passwd"));
    refused(dump, "is a link");
    Files.delete(shop.resolve("passwd.bson"));
    refused(dump, "it holds no collection of a database");
    Files.write(shop.resolve("a.bson"), new byte[0]);
    Files.write(shop.resolve("a.bson.gz"), packed(new byte[0]));
    refused(dump, "packed and unpacked");
  }

  /** Documents within documents, written from the innermost one on. */
  private static byte[] deep(int depth) {
    int size = 5 + 8 * depth;
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int level = 0; level < depth; level++) {
      bytes.putInt(5 + 8 * (depth - level)).put((byte) 3).put((byte) 'a').put((byte) 0);
    }
    bytes.putInt(5);
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0);
    }
    return bytes.array();
  }
}

package io.orchestratex.backup.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

/** Definitions, in archives and compared, and what failures mean; without a server. */
class DefinitionsTest {

  private static final String SIMPLE =
      "{options: {collation: {locale: 'en'}, capped: true, size: 5}, uuid: 'a',"
          + " indexes: [{v: 2, key: {a: 1, b: 1}, name: 'i'}, {v: 2, key: {_id: 1}, name: '_id_'}]}";

  private static Namespace namespace(String type, String metadata) {
    return new Namespace("d", "c", type, BsonDocument.parse(metadata));
  }

  private static List<String> differences(String other) {
    return CollectionDefinition.differences(
            namespace(Namespace.COLLECTION, SIMPLE), namespace(Namespace.COLLECTION, other))
        .stream()
        .map(CollectionDefinition.Difference::text)
        .toList();
  }

  @Test
  void optionsAndIndexesAreComparedLikeData() {
    assertThat(differences(SIMPLE)).isEmpty();
    assertThat(differences(SIMPLE.replace("size: 5", "size: {$numberLong: '5'}"))).isEmpty();
    assertThat(differences(SIMPLE.replace("'a'", "'b'"))).as("the uuid").isEmpty();
    assertThat(differences(SIMPLE.replace("name: 'i'", "name: 'i', collation: {locale: 'en'}")))
        .containsExactly("collation of index i");
    assertThat(differences(SIMPLE.replace("a: 1, b: 1", "b: 1, a: 1")))
        .as("the order of an index's fields")
        .containsExactly("key of index i");
    assertThat(differences(SIMPLE.replace("name: 'i'", "name: 'j'")))
        .containsExactly("index i is missing", "index j was not there");
    assertThat(differences(SIMPLE.replace("capped: true, ", ""))).containsExactly("option capped");
  }

  @Test
  void anIndexWithoutCollationSaysThatItIsSimple() {
    assertThat(CollectionDefinition.createIndexes(namespace(Namespace.COLLECTION, SIMPLE)))
        .singleElement()
        .matches(index -> index.getDocument("collation").toJson().contains("simple"));
  }

  @Test
  void whatReadsLikeExtendedJsonIsKeptExactly() throws IOException {
    BsonDocument odd =
        new BsonDocument("options", new BsonDocument("viewOn", new BsonString("x")))
            .append("x", new BsonDocument("$oid", new BsonString("0123456789abcdef01234567")));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ArchiveWriter writer = new ArchiveWriter(file);
    Namespace view = new Namespace("d", "view", Namespace.VIEW, odd);
    Namespace collection = new Namespace("d", "c", Namespace.COLLECTION, odd);
    writer.begin(List.of(view, collection), "6.0.5");
    writer.view(view);
    writer.body(collection).end();

    assertThat(read(file.toByteArray())).containsExactly(view, collection);
    assertThat(Bson.document(Bson.text(odd))).isEqualTo(odd);
    assertThat(MongorestoreMetadata.of(collection).orElseThrow()).doesNotContain("viewOn\": {");
    assertThat(MongorestoreMetadata.of(view)).isEmpty();
  }

  @Test
  void archivesAndDefinitionsOfEarlierVersionsAreRead() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(ArchiveWriter.MAGIC);
    file.write(Bson.bytes(BsonDocument.parse("{version: '0.1', server_version: '6.0.5'}")));
    file.write(
        Bson.bytes(
            new BsonDocument("db", new BsonString("d"))
                .append("collection", new BsonString("c"))
                .append("metadata", new BsonString("{\"options\":{},\"uuid\":\"ab\"}"))
                .append("type", new BsonString(""))));
    file.write(ArchiveWriter.TERMINATOR);
    file.write(
        Bson.bytes(
            new BsonDocument("db", new BsonString("d"))
                .append("collection", new BsonString("c"))
                .append("EOF", BsonBoolean.TRUE)
                .append("CRC", new BsonInt64(0))));
    file.write(ArchiveWriter.TERMINATOR);

    assertThat(read(file.toByteArray()))
        .singleElement()
        .matches(namespace -> namespace.uuid().equals("ab"));
    assertThat(Bson.document("{\"viewOn\": \"a\"}"))
        .isEqualTo(new BsonDocument("viewOn", new BsonString("a")));
  }

  private static List<Namespace> read(byte[] archive) throws IOException {
    List<Namespace> found = new ArrayList<>();
    new ArchiveReader(new ByteArrayInputStream(archive))
        .read(
            new ArchiveReader.Receiver() {
              @Override
              public void begin(List<Namespace> namespaces, String serverVersion) {
                assertThat(serverVersion).isEqualTo("6.0.5");
                found.addAll(namespaces);
              }

              @Override
              public void document(Namespace namespace, byte[] bson, int length) {}
            });
    return found;
  }

  private static MongoSecurityException signIn(Throwable cause) {
    MongoCredential account = MongoCredential.createCredential("ann", "admin", "x".toCharArray());
    return new MongoSecurityException(account, "Exception authenticating", cause);
  }

  private static MongoCommandException answer(int code, String message) {
    return new MongoCommandException(
        BsonDocument.parse(
            "{ok: 0, code: %d, codeName: 'X', errmsg: '%s'}".formatted(code, message)),
        new ServerAddress());
  }

  @Test
  void aServerThatDiesDuringTheSignInHasNotRefusedTheAccount() {
    assertThat(
            Faults.explained(
                "x",
                signIn(
                    new MongoSocketReadException("cut", new ServerAddress(), new EOFException()))))
        .hasMessageContaining("went away while the account of the target signed in")
        .matches(e ->
            ((io.orchestratex.backup.engine.EngineException) e)
                .code()
                .equals("backup.target-unreachable"));
    assertThat(Faults.explained("x", signIn(answer(91, "shutdown in progress"))))
        .hasMessageContaining("went away");
    assertThat(Faults.explained("x", signIn(answer(18, "Authentication failed."))))
        .hasMessage("MongoDB refuses the account of the target.");
  }

  @Test
  void theDriversOwnTextReachesNoOne() {
    assertThat(Faults.explained("the dump failed", answer(20, "not allowed")))
        .hasMessage("the dump failed: MongoDB says \"not allowed\" (error 20)");
  }
}

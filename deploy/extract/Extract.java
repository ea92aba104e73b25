import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns a backup into the dump files of the engines' own tools, from the folder of a vault and a key
 * file, without OrchestrateX. It reads what docs/format.md describes and shares no code with the
 * product. It needs Java 21 or later and zstd-jni:
 *
 * <pre>
 *   java -cp zstd-jni.jar Extract.java VAULT KEYFILE                  lists the backups
 *   java -cp zstd-jni.jar Extract.java VAULT KEYFILE BACKUP FOLDER    writes the files of one
 * </pre>
 *
 * Everything is checked on the way: seals, authentication, lengths and hashes. What does not fit ends
 * it with exit code 1 and a message; a file that was written is whole.
 */
public final class Extract {

  private final Path vault;
  private final byte[] artifactKey;
  private final byte[] manifestKey;
  private final byte[] manifestPrefix;
  private final String keyId;
  private final Map<String, byte[]> heads = new HashMap<>();

  private Extract(Path vault, Path keyFile) throws IOException, GeneralSecurityException {
    this.vault = vault;
    Map<?, ?> file = object(Json.parse(Files.readString(keyFile)));
    artifactKey = keyOf(object(file.get("artifacts")));
    manifestKey = keyOf(object(file.get("manifests")));
    manifestPrefix = prefixOf(object(file.get("manifests")));
    byte[] check = hmac(manifestKey, "orchestratex backup key check 1".getBytes(UTF_8));
    keyId = HexFormat.of().formatHex(check, check.length - 8, check.length);
  }

  /** Runs the command. */
  public static void main(String[] arguments) {
    if (arguments.length != 2 && arguments.length != 4) {
      System.err.println("usage: Extract VAULT KEYFILE [BACKUP FOLDER]");
      System.exit(2);
    }
    try {
      Extract extract = new Extract(Path.of(arguments[0]), Path.of(arguments[1]));
      if (arguments.length == 2) {
        extract.list();
      } else {
        extract.write(arguments[2], Path.of(arguments[3]));
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      System.exit(1);
    }
  }

  private void list() throws IOException {
    try (Stream<Path> folders = Files.list(vault)) {
      folders
          .filter(folder -> Files.exists(folder.resolve("manifest.json")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .forEach(System.out::println);
    }
  }

  private void write(String backup, Path to) throws IOException, GeneralSecurityException {
    byte[] bytes = Files.readAllBytes(vault.resolve(backup).resolve("manifest.json"));
    Map<?, ?> manifest = object(Json.parse(new String(bytes, UTF_8)));
    int format = ((Number) manifest.get("format")).intValue();
    Repository repository = format == 1 ? null : repository((String) manifest.get("repository"));
    if (format != 1 && format != 2) {
      throw new IOException("format " + format + " is not known here");
    }
    requireSeal(bytes, repository);
    Files.createDirectories(to);
    for (Object each : (List<?>) manifest.get("parts")) {
      Map<?, ?> part = object(each);
      for (Object one : (List<?>) part.get("files")) {
        Map<?, ?> file = object(one);
        String scope = (String) file.get("scope");
        String suffix =
            switch ((String) part.get("engine")) {
              case "mongodb" -> ".archive";
              case "neo4j" -> ".graph";
              case "postgresql" -> ".dump";
              case "sqlite" -> ".db";
              case "volume" -> ".tar";
              default -> ".bin";
            };
        Path output =
            to.resolve(
                part.get("target")
                    + (scope.equals("*") ? "" : "-" + scope.replaceAll("[^A-Za-z0-9_.-]", "_"))
                    + suffix);
        Path draft = output.resolveSibling(output.getFileName() + ".partial");
        String name = (String) file.get("name");
        try (InputStream stored =
                Files.newInputStream(vault.resolve(backup).resolve(name));
            OutputStream out = Files.newOutputStream(draft)) {
          InputStream plain = whole(stored, repository, backup + "\n" + name);
          DigestOutputStream hashed =
              new DigestOutputStream(out, MessageDigest.getInstance("SHA-256"));
          if (repository == null) {
            plain.transferTo(hashed);
          } else {
            repository.copy(plain, hashed);
          }
          if (!HexFormat.of()
              .formatHex(hashed.getMessageDigest().digest())
              .equals(object(file.get("content")).get("plain_hash"))) {
            throw new IOException(name + " holds other content than its manifest says");
          }
        }
        Files.move(draft, output, StandardCopyOption.REPLACE_EXISTING);
        System.out.println(output);
      }
    }
  }

  /** A file that was compressed and encrypted as a whole: a dump of format 1, or a list of chunks. */
  private InputStream whole(InputStream file, Repository repository, String what)
      throws IOException, GeneralSecurityException {
    return new ZstdInputStream(
        new Segments(
            file,
            repository == null ? artifactKey : repository.key("lists"),
            ("orchestratex backup 1\n" + what).getBytes(UTF_8)));
  }

  /** The seal is over all bytes before it. */
  private void requireSeal(byte[] manifest, Repository repository)
      throws IOException, GeneralSecurityException {
    String text = new String(manifest, UTF_8);
    String mark = ",\"seal\":\"";
    int at = text.lastIndexOf(mark);
    byte[] body = text.substring(0, Math.max(0, at)).getBytes(UTF_8);
    byte[] expected =
        repository == null
            ? joined(manifestPrefix, hmac(manifestKey, body))
            : hmac(repository.key("manifests"), body);
    if (at < 0
        || !text.substring(at + mark.length())
            .equals(Base64.getEncoder().encodeToString(expected) + "\"}")) {
      throw new IOException("the manifest is changed, or was sealed with another key file");
    }
  }

  /** Unwraps the secret of the repository from any of its copies. */
  private Repository repository(String id) throws IOException, GeneralSecurityException {
    List<String> others = new ArrayList<>();
    try (Stream<Path> files = Files.list(vault.resolve("repository"))) {
      for (Path each : files.sorted().toList()) {
        Map<?, ?> wrapped = object(Json.parse(Files.readString(each)));
        if (!keyId.equals(wrapped.get("key_id"))) {
          others.add((String) wrapped.get("key_id"));
        } else if (id.equals(wrapped.get("repository"))) {
          byte[] context = ("orchestratex-repository-2\n" + id + "\n" + keyId).getBytes(UTF_8);
          byte[] secret = Base64.getDecoder().decode((String) wrapped.get("secret"));
          return new Repository(
              id,
              new Segments(new ByteArrayInputStream(secret), artifactKey, context).readAllBytes());
        }
      }
    }
    throw new IOException(
        "repository " + id + " was encrypted with key " + others + "; this is key " + keyId);
  }

  /** The chunks. */
  private final class Repository {
    private final String id;
    private final byte[] secret;

    Repository(String id, byte[] secret) {
      this.id = id;
      this.secret = secret;
    }

    byte[] key(String purpose) throws GeneralSecurityException {
      return hmac(secret, ("orchestratex repository 2 " + purpose).getBytes(UTF_8));
    }

    void copy(InputStream list, OutputStream to) throws IOException, GeneralSecurityException {
      DataInputStream in = new DataInputStream(list);
      String pack = "";
      for (int kind = in.read(); kind >= 0; kind = in.read()) {
        if (kind == 1) {
          pack = new String(in.readNBytes(in.readUnsignedByte()), US_ASCII);
        } else if (kind == 2) {
          byte[] chunk = in.readNBytes(32);
          to.write(chunk(chunk, in.readInt(), pack));
        } else {
          throw new IOException("a list of chunks has a record of kind " + kind);
        }
      }
    }

    private byte[] chunk(byte[] chunkId, int length, String hint)
        throws IOException, GeneralSecurityException {
      String name = HexFormat.of().formatHex(chunkId);
      byte[] found = from(hint, chunkId, name, length);
      if (found == null) { // It may have moved.
        try (Stream<Path> packs = Files.list(vault.resolve("packs"))) {
          for (Path each : packs.sorted().toList()) {
            found = from(each.getFileName().toString(), chunkId, name, length);
            if (found != null) {
              return found;
            }
          }
        }
        throw new IOException("chunk " + name + " is in no pack; it was in packs/" + hint);
      }
      return found;
    }

    private byte[] from(String pack, byte[] chunkId, String name, int length)
        throws IOException, GeneralSecurityException {
      byte[] index = index(pack);
      long offset = 12 + 28 + (long) index.length;
      for (int at = 0; at < index.length; at += 40) {
        int stored = ByteBuffer.wrap(index, at + 32, 4).getInt();
        if (Arrays.equals(index, at, at + 32, chunkId, 0, 32)) {
          byte[] sealed;
          try (InputStream in = Files.newInputStream(vault.resolve("packs").resolve(pack))) {
            in.skipNBytes(offset);
            sealed = in.readNBytes(stored);
          }
          byte[] frame =
              opened(key("data"), sealed, "orchestratex chunk 2\n" + id + "\n" + name);
          byte[] plain = Zstd.decompress(frame, length);
          if (plain.length != length || !Arrays.equals(hmac(key("chunk ids"), plain), chunkId)) {
            throw new IOException("chunk " + name + " has another content");
          }
          return plain;
        }
        offset += stored;
      }
      return null;
    }

    private byte[] index(String pack) throws IOException, GeneralSecurityException {
      byte[] known = heads.get(pack);
      if (known != null) {
        return known;
      }
      Path file = vault.resolve("packs").resolve(pack);
      byte[] index = new byte[0];
      if (Files.exists(file)) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
          if (!new String(in.readNBytes(8), US_ASCII).equals("OXPACK2\n")) {
            throw new IOException("packs/" + pack + " is not a pack");
          }
          index =
              opened(
                  key("data"),
                  in.readNBytes(in.readInt()),
                  "orchestratex pack 2\n" + id + "\n" + pack);
        }
      }
      heads.put(pack, index);
      return index;
    }
  }

  /** Nonce of 12 bytes, AES-256-GCM, tag of 16 bytes. */
  private static byte[] opened(byte[] key, byte[] sealed, String context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, sealed, 0, 12));
    cipher.updateAAD(context.getBytes(UTF_8));
    return cipher.doFinal(sealed, 12, sealed.length - 12);
  }

  private static byte[] hmac(byte[] key, byte[] content) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(content);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  /** The key of a Tink keyset: field 3 of the protocol buffer in it. */
  private static byte[] keyOf(Map<?, ?> keyset) throws IOException {
    Map<?, ?> data = object(object(((List<?>) keyset.get("key")).getFirst()).get("keyData"));
    ByteBuffer proto = ByteBuffer.wrap(Base64.getDecoder().decode((String) data.get("value")));
    while (proto.hasRemaining()) {
      int field = proto.get();
      int value = proto.get();
      if ((field & 7) == 2) {
        byte[] bytes = new byte[value];
        proto.get(bytes);
        if (field >> 3 == 3) {
          return bytes;
        }
      }
    }
    throw new IOException("the key file holds no key");
  }

  /** Five bytes that Tink puts in front of an authentication code: 1 and the id of the key. */
  private static byte[] prefixOf(Map<?, ?> keyset) {
    Map<?, ?> key = object(((List<?>) keyset.get("key")).getFirst());
    return ByteBuffer.allocate(5).put((byte) 1).putInt(((Number) key.get("keyId")).intValue()).array();
  }

  private static Map<?, ?> object(Object json) {
    return (Map<?, ?>) json;
  }

  /** Tink's AES256_GCM_HKDF_1MB: a header, then segments of 1 MiB with a tag each. */
  private static final class Segments extends InputStream {
    private static final int SEGMENT = 1 << 20;
    private final PushbackInputStream in;
    private final byte[] prefix;
    private final SecretKeySpec key;
    private byte[] plain = new byte[0];
    private int position;
    private int number;
    private boolean last;

    Segments(InputStream file, byte[] key, byte[] context)
        throws IOException, GeneralSecurityException {
      in = new PushbackInputStream(file, 1);
      byte[] header = in.readNBytes(40);
      if (header.length < 40 || header[0] != 40) {
        throw new IOException("a file is cut or changed at its beginning");
      }
      prefix = Arrays.copyOfRange(header, 33, 40);
      byte[] extracted = hmac(Arrays.copyOfRange(header, 1, 33), key); // HKDF, RFC 5869
      this.key = new SecretKeySpec(hmac(extracted, joined(context, new byte[] {1})), "AES");
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      while (position == plain.length) {
        if (last) {
          return -1;
        }
        next();
      }
      int count = Math.min(length, plain.length - position);
      System.arraycopy(plain, position, buffer, offset, count);
      position += count;
      return count;
    }

    private void next() throws IOException {
      byte[] sealed = in.readNBytes(number == 0 ? SEGMENT - 40 : SEGMENT);
      int more = in.read();
      last = more < 0;
      if (!last) {
        in.unread(more);
      }
      byte[] nonce =
          ByteBuffer.allocate(12).put(prefix).putInt(number).put((byte) (last ? 1 : 0)).array();
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        plain = cipher.doFinal(sealed);
      } catch (GeneralSecurityException e) {
        throw new IOException("segment " + number + " of a file fails its authentication", e);
      }
      position = 0;
      number++;
    }
  }

  /** As much of JSON as our own files need. */
  private static final class Json {
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    static Object parse(String text) {
      return new Json(text).value();
    }

    private char next() {
      while (Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return text.charAt(at);
    }

    private Object value() {
      return switch (next()) {
        case '{' -> object();
        case '[' -> array();
        case '"' -> string();
        default -> word();
      };
    }

    private Map<String, Object> object() {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (at++; next() != '}'; skip(',')) {
        String name = string();
        skip(':');
        fields.put(name, value());
      }
      at++;
      return fields;
    }

    private List<Object> array() {
      List<Object> items = new ArrayList<>();
      for (at++; next() != ']'; skip(',')) {
        items.add(value());
      }
      at++;
      return items;
    }

    private void skip(char one) {
      if (next() == one) {
        at++;
      }
    }

    private String string() {
      next();
      StringBuilder string = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        if (text.charAt(at) != '\\') {
          string.append(text.charAt(at));
          continue;
        }
        char escape = text.charAt(++at);
        if (escape == 'u') {
          string.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
          at += 4;
        } else {
          int plain = "bfnrt".indexOf(escape);
          string.append(plain < 0 ? escape : "\b\f\n\r\t".charAt(plain));
        }
      }
      at++;
      return string.toString();
    }

    private Object word() {
      int from = at;
      while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(from, at);
      return switch (word) {
        case "null" -> null;
        case "true", "false" -> Boolean.valueOf(word);
        default -> word.matches("-?[0-9]+") ? (Object) Long.valueOf(word) : Double.valueOf(word);
      };
    }
  }
}

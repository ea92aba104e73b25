package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.FolderExport.Folder;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lays an archive out as mongodump does in a folder: {@code database/collection.metadata.json} of
 * each collection and view, and {@code database/collection.bson} with the documents.
 *
 * <p>Format: https://github.com/mongodb/mongo-tools/tree/master/mongodump (prepare.go)
 */
final class FolderWriter implements ArchiveReader.Receiver {

  /** What a file system takes, less the longest ending. */
  private static final int MAX_NAME = 238;

  private static final int KEPT_OF_NAME = 208;

  private final Map<String, Long> bytes = new HashMap<>();
  private final Folder folder;
  private final ProgressMonitor monitor;
  private @Nullable Namespace of;
  private @Nullable OutputStream documents;

  /**
   * @param objects what could be dumped whole; the others have no documents in the folder
   */
  FolderWriter(List<ObjectFact> objects, Folder folder, ProgressMonitor monitor) {
    objects.forEach(each -> bytes.put(each.name(), each.bytes()));
    this.folder = folder;
    this.monitor = monitor;
  }

  @Override
  public void begin(List<Namespace> namespaces, String serverVersion) throws IOException {
    for (Namespace namespace : namespaces) {
      Optional<String> metadata = MongorestoreMetadata.of(namespace);
      if (metadata.isPresent()) {
        byte[] json = metadata.get().getBytes(UTF_8);
        try (OutputStream out =
            folder.file(path(namespace, namespace.collection(), ".metadata.json"), json.length)) {
          out.write(json);
        }
      }
    }
  }

  @Override
  public void document(Namespace namespace, byte[] bson, int length) throws IOException {
    monitor.processed(length);
    monitor.checkpoint();
    OutputStream out = open(namespace);
    if (out != null) {
      out.write(bson, 0, length);
    }
  }

  @Override
  public void end(Namespace namespace) throws IOException {
    OutputStream out = namespace.isView() ? null : open(namespace);
    if (out != null) {
      out.close();
    }
    of = null;
  }

  @Override
  public void abandoned(Namespace namespace) {
    of = null;
  }

  private @Nullable OutputStream open(Namespace namespace) throws IOException {
    if (!namespace.equals(of)) {
      if (of != null) {
        throw new IOException("the collections of the archive are not one after the other");
      }
      of = namespace;
      Long length = bytes.get(namespace.name());
      documents =
          length == null ? null : folder.file(path(namespace, namespace.stored(), ".bson"), length);
    }
    return documents;
  }

  private static String path(Namespace namespace, String collection, String suffix) {
    String name = URLEncoder.encode(collection, UTF_8);
    if (name.length() > MAX_NAME) {
      name = name.substring(0, KEPT_OF_NAME) + "%24" + hash(collection);
    }
    return namespace.database() + "/" + name + suffix;
  }

  private static String hash(String collection) {
    try {
      // As mongodump has it; nothing depends on its strength.
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(collection.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.Naming;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hands on what an archive holds, by the names that it is restored under. */
final class RenamedArchive implements ArchiveReader.Receiver {

  private final ArchiveReader.Receiver to;
  private final Naming naming;
  private final Map<Namespace, Namespace> renamed = new HashMap<>();

  private RenamedArchive(ArchiveReader.Receiver to, Naming naming) {
    this.to = to;
    this.naming = naming;
  }

  static ArchiveReader.Receiver of(ArchiveReader.Receiver to, Naming naming) {
    return naming.isNone() ? to : new RenamedArchive(to, naming);
  }

  private Namespace renamed(Namespace namespace) {
    return renamed.computeIfAbsent(
        namespace,
        each -> {
          String name = naming.collection(each.name());
          return new Namespace(
              Namespace.databaseOf(name),
              Namespace.collectionOf(name),
              each.type(),
              each.metadata());
        });
  }

  @Override
  public void begin(List<Namespace> namespaces, String serverVersion) throws IOException {
    to.begin(namespaces.stream().map(this::renamed).toList(), serverVersion);
  }

  @Override
  public void document(Namespace namespace, byte[] bson, int length) throws IOException {
    to.document(renamed(namespace), bson, length);
  }

  @Override
  public void end(Namespace namespace) throws IOException {
    to.end(renamed(namespace));
  }

  @Override
  public void abandoned(Namespace namespace) throws IOException {
    to.abandoned(renamed(namespace));
  }
}

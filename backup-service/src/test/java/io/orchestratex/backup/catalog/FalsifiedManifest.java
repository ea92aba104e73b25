package io.orchestratex.backup.catalog;

import io.micronaut.context.ApplicationContext;
import io.orchestratex.backup.catalog.Manifest.Part;
import io.orchestratex.backup.catalog.Manifest.StoredFile;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.repository.Repositories;
import io.orchestratex.backup.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Makes the manifest of a backup say something else, under a seal that fits. */
public final class FalsifiedManifest {

  private FalsifiedManifest() {}

  /** As if an object had one record more than what is stored of it. */
  public static void withOneMore(
      ApplicationContext service, Path vault, String backup, String object) throws IOException {
    ManifestCodec codec = service.getBean(ManifestCodec.class);
    Path file = vault.resolve(backup).resolve(BackupFiles.MANIFEST);
    Manifest honest = service.getBean(Catalog.class).get(Vaults.DEFAULT, backup);
    List<Part> parts =
        honest.parts().stream()
            .map(part ->
                new Part(
                    part.target(),
                    part.engine(),
                    part.serverVersion(),
                    part.identity(),
                    part.point(),
                    part.files().stream().map(each -> falsified(each, object)).toList(),
                    part.leftOut()))
            .toList();
    Manifest falsified =
        new Manifest(
            honest.format(),
            honest.id(),
            honest.vault(),
            honest.kind(),
            honest.label(),
            honest.requestedBy(),
            honest.createdAt(),
            honest.product(),
            honest.safetyOf(),
            honest.keyId(),
            honest.repository(),
            parts);
    String repository = Objects.requireNonNull(honest.repository());
    Files.write(
        file,
        codec.write(
            falsified, service.getBean(Repositories.class).keys(Vaults.DEFAULT, repository)));
  }

  private static StoredFile falsified(StoredFile file, String object) {
    return new StoredFile(
        file.name(),
        file.scope(),
        file.content(),
        file.chunks(),
        file.objects().stream()
            .map(each ->
                each.name().equals(object)
                    ? new ObjectFact(each.name(), each.count() + 1, each.hash(), each.bytes())
                    : each)
            .toList(),
        file.attributes());
  }
}

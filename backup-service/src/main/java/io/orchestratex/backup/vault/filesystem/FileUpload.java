package io.orchestratex.backup.vault.filesystem;

import io.orchestratex.backup.vault.AlreadyStoredException;
import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is linked into its place once it is whole. */
final class FileUpload implements Upload {

  private final FilesystemVault vault;
  private final String key;
  private final Path draft;
  private final SyncedOutput content;
  private boolean linked;
  private boolean ended;

  FileUpload(FilesystemVault vault, String key, Path draft, SyncedOutput content) {
    this.vault = vault;
    this.key = key;
    this.draft = draft;
    this.content = content;
  }

  @Override
  public OutputStream content() {
    return content;
  }

  @Override
  public void commit() throws IOException {
    if (ended && linked) {
      return;
    }
    if (ended) {
      throw new IOException("the upload of " + key + " was aborted");
    }
    content.close();
    content.requireWhole();
    try {
      Path folder = vault.folder(key);
      link(folder.resolve(Keys.name(key)));
      FilesystemVault.sync(folder);
    } catch (IOException e) {
      throw FilesystemVault.explained(e);
    }
    ended = true;
    Files.deleteIfExists(draft);
  }

  private void link(Path place) throws IOException {
    if (linked) {
      return;
    }
    try {
      FilesystemVault.link(draft, place);
    } catch (FileAlreadyExistsException e) {
      throw new AlreadyStoredException(key, e);
    }
    linked = true;
  }

  @Override
  public void abort() throws IOException {
    ended = true;
    try {
      content.drop();
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}

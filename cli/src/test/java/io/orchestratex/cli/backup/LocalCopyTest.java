package io.orchestratex.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopyTest {

  private static final String ID = "20240828_143022";

  @TempDir Path folder;

  @Test
  void isTheFolderOfTheBackupAndItsOwnersOnly() throws Exception {
    LocalCopy.Written written =
        unpack(archive(ID + "/shop/orders.bson", ID + "/shop/orders.metadata.json"));

    assertThat(written.folder()).isEqualTo(folder.resolve(ID));
    assertThat(written.files()).isEqualTo(2);
    assertThat(folder.resolve(ID).resolve("shop/orders.bson"))
        .content()
        .isEqualTo("content of " + ID + "/shop/orders.bson");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(ID))))
        .isEqualTo("rwx------");
    assertThat(names()).containsExactly(ID);
  }

  @Test
  void nothingStaysOfAnArchiveThatBreaksOff() throws Exception {
    byte[] whole = archive(ID + "/shop/orders.bson", ID + "/shop/carts.bson");

    for (int length : new int[] {whole.length - 1, whole.length / 2, 1}) {
      assertThatThrownBy(() -> unpack(Arrays.copyOf(whole, length)))
          .isInstanceOf(IOException.class);
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void aPathThatLeadsElsewhereIsRefused() {
    assertThatThrownBy(() -> unpack(archive(ID + "/../../../elsewhere")))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("../elsewhere")).doesNotExist();
  }

  @Test
  void aFolderThatIsThereStaysAsItIs() throws Exception {
    Path kept = Files.writeString(Files.createDirectory(folder.resolve(ID)).resolve("mine"), "x");

    assertThatThrownBy(() -> unpack(archive(ID + "/shop/orders.bson")))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(kept).hasContent("x");
    assertThat(names()).containsExactly(ID);
  }

  private LocalCopy.Written unpack(byte[] archive) throws IOException {
    return new LocalCopy(folder).unpack(ID, new ByteArrayInputStream(archive));
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(each -> each.getFileName().toString()).toList().stream();
    }
  }

  private static byte[] archive(String... paths) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (String path : paths) {
        byte[] content = ("content of " + path).getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}

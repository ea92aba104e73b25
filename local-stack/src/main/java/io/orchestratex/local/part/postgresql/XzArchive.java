package io.orchestratex.local.part.postgresql;

import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.MavenArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks a .txz also where the machine has no xz, with a decompressor fetched for the purpose. */
final class XzArchive {

  private static final MavenArtifact XZ = new MavenArtifact("org.tukaani:xz:1.10");

  private XzArchive() {}

  static void unpack(Path archive, Path target, Path root) throws IOException {
    try {
      Downloads.untar(archive, target);
      return;
    } catch (IOException e) {
      // No xz on this machine.
    }
    Path jar = XZ.copyTo(archive.resolveSibling("xz"), root);
    Path tar = archive.resolveSibling("postgres.tar");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        InputStream raw = Files.newInputStream(archive);
        InputStream plain =
            (InputStream)
                loader
                    .loadClass("org.tukaani.xz.XZInputStream")
                    .getConstructor(InputStream.class)
                    .newInstance(raw)) {
      Files.copy(plain, tar);
    } catch (ReflectiveOperationException e) {
      throw new IOException("the fetched xz does not work", e);
    }
    Downloads.untar(tar, target);
  }
}

package io.orchestratex.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The stack's passwords: random, made when first asked for, kept in {@code secrets.properties} with
 * mode 0600. They consist of letters and digits, so they need no escaping in URIs and
 * configurations.
 */
public final class Secrets {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** 32 of 62 letters: 190 bits. */
  private static final int PASSWORD_LENGTH = 32;

  /** What a person may have to type: 119 bits. */
  private static final int TYPED_LENGTH = 20;

  private final PropertyFile file;
  private final Path adminPasswordFile;
  private final SecureRandom random = new SecureRandom();

  public Secrets(StackFolder folder) {
    this.file = new PropertyFile(folder.path().resolve("secrets.properties"));
    this.adminPasswordFile = folder.adminPasswordFile();
  }

  /** The password of an account of a part, such as {@code mongodb} and {@code root}. */
  public String password(String part, String account) {
    return file.get(part + "." + account, () -> random(PASSWORD_LENGTH));
  }

  /** The bootstrap admin's password, in its own file. */
  public synchronized String adminPassword() {
    try {
      if (!Files.exists(adminPasswordFile)) {
        StackFolder.privateFolder(adminPasswordFile.getParent());
        StackFolder.writePrivately(adminPasswordFile, random(TYPED_LENGTH) + "\n");
      }
      return Files.readString(adminPasswordFile, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + adminPasswordFile, e);
    }
  }

  private String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}

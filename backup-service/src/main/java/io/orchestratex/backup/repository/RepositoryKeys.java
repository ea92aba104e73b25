package io.orchestratex.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one repository. All of them derive from one secret of 32 random bytes: key =
 * HMAC-SHA-256(secret, "orchestratex repository 2 " + purpose). Thread safe.
 */
public final class RepositoryKeys {

  static final int SECRET_BYTES = 32;

  private static final String HMAC = "HmacSHA256";
  private static final String AES = "AES";
  private static final String AES_GCM = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** What encryption adds to a content: nonce and tag. */
  static final int SEALING_BYTES = NONCE_BYTES + TAG_BITS / 8;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final byte[] secret;
  private final SecretKeySpec ids;
  private final SecretKeySpec data;
  private final SecretKeySpec seals;
  private final StreamingAead lists;
  private final long[] gear;

  RepositoryKeys(String id, byte[] secret) {
    this.id = id;
    this.secret = secret.clone();
    ids = new SecretKeySpec(derived("chunk ids"), HMAC);
    data = new SecretKeySpec(derived("data"), AES);
    seals = new SecretKeySpec(derived("manifests"), HMAC);
    lists = lists(derived("lists"));
    gear = gear(derived("boundaries"));
  }

  @AccessesPartialKey
  private static StreamingAead lists(byte[] key) {
    try {
      return AesGcmHkdfStreaming.create(
          AesGcmHkdfStreamingKey.create(
              PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB,
              SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those of a new repository. */
  static RepositoryKeys fresh() {
    return new RepositoryKeys(randomHex(16), random(SECRET_BYTES));
  }

  static String randomHex(int bytes) {
    return HexFormat.of().formatHex(random(bytes));
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Names the repository: 32 hexadecimal digits, drawn when it was made. */
  public String id() {
    return id;
  }

  byte[] secret() {
    return secret.clone();
  }

  private byte[] derived(String purpose) {
    return hmac(
        new SecretKeySpec(secret, HMAC), ("orchestratex repository 2 " + purpose).getBytes(UTF_8));
  }

  private static byte[] hmac(SecretKeySpec key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Names a content; only a holder of the keys can tell whether a name belongs to a content. */
  ChunkId chunkId(byte[] content) {
    return ChunkId.of(hmac(ids, content));
  }

  /**
   * Numbers that decide where a stream is cut, one for each value of a byte, four to an HMAC: those
   * of 4n to 4n+3 are that of the byte n. They are secret, so that the lengths of chunks do not
   * tell what is in them.
   */
  long[] gear() {
    return gear;
  }

  private static long[] gear(byte[] secret) {
    SecretKeySpec key = new SecretKeySpec(secret, HMAC);
    long[] gear = new long[256];
    for (int i = 0; i < gear.length; i += 4) {
      ByteBuffer.wrap(hmac(key, new byte[] {(byte) (i / 4)})).asLongBuffer().get(gear, i, 4);
    }
    return gear;
  }

  /** Seals a manifest. */
  public byte[] seal(byte[] content) {
    return hmac(seals, content);
  }

  /** Whether a seal was made for this content. */
  public boolean sealed(byte[] seal, byte[] content) {
    return MessageDigest.isEqual(seal, seal(content));
  }

  /** Encrypts the lists of chunks. */
  StreamingAead lists() {
    return lists;
  }

  /**
   * Encrypts: a random nonce of 12 bytes, then AES-256-GCM with its tag of 16 bytes.
   *
   * @param context it can only be decrypted as that
   */
  byte[] encrypt(byte[] plain, int length, String context) {
    try {
      byte[] nonce = random(NONCE_BYTES);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
      byte[] sealed = new byte[length + SEALING_BYTES];
      System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
      cipher.doFinal(plain, 0, length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Decrypts what {@link #encrypt} made.
   *
   * @throws GeneralSecurityException when a bit of it or its context differs
   */
  byte[] decrypt(byte[] sealed, String context) throws GeneralSecurityException {
    if (sealed.length < SEALING_BYTES) {
      throw new GeneralSecurityException("it is shorter than any");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, 0, nonce, 0, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, context)
        .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(AES_GCM);
    cipher.init(mode, data, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(UTF_8));
    return cipher;
  }
}

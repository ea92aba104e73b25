package io.orchestratex.bench.backup;

import java.util.SplittableRandom;

/**
 * Text that compresses about as real prose does (zstd -3: to about two fifths): made-up words, the
 * frequent ones far more frequent than the rare ones. Lines are cut out of a pool that is longer
 * than what the compressor remembers. The same seed gives the same text.
 */
final class Words {

  private static final int VOCABULARY = 6_000;
  private static final int POOL_CHARACTERS = 24 << 20;
  private static final int CHARACTERS_PER_WORD = 7;

  private final SplittableRandom random;
  private final String pool;

  Words(long seed) {
    random = new SplittableRandom(seed);
    pool = pool(vocabulary());
  }

  private String[] vocabulary() {
    String[] vocabulary = new String[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      StringBuilder word = new StringBuilder();
      int length = random.nextInt(2, 11);
      for (int c = 0; c < length; c++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      vocabulary[i] = word.toString();
    }
    return vocabulary;
  }

  private String pool(String[] vocabulary) {
    StringBuilder text = new StringBuilder(POOL_CHARACTERS + 32);
    while (text.length() < POOL_CHARACTERS) {
      double u = random.nextDouble();
      text.append(vocabulary[(int) (VOCABULARY * u * u * u)]);
      text.append(random.nextInt(12) == 0 ? ". " : " ");
    }
    return text.toString();
  }

  SplittableRandom random() {
    return random;
  }

  /** About so many words in one line, without characters that need escaping anywhere. */
  String line(int count) {
    int length = count * CHARACTERS_PER_WORD;
    int begin = random.nextInt(pool.length() - length);
    return pool.substring(begin, begin + length);
  }

  /** So many random hexadecimal digits, as ids have them. */
  String hex(int digits) {
    StringBuilder hex = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      hex.append(Character.forDigit(random.nextInt(16), 16));
    }
    return hex.toString();
  }
}

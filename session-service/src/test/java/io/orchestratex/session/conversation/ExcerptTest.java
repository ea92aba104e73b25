package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void showsAShortTextWhole() {
    assertThat(new Excerpt("lease").of("What is a lease?")).isEqualTo("What is a lease?");
  }

  @Test
  void showsTheFirstWordThatIsThereInALongOne() {
    String text = "x".repeat(500) + " a Lease of ten seconds " + "y".repeat(500);

    assertThat(new Excerpt("fence lease").of(text))
        .startsWith("…x")
        .contains(" a Lease of ten seconds y")
        .endsWith("y…")
        .hasSizeLessThanOrEqualTo(202);
  }

  @Test
  void looksForThePhraseButNotForWhatIsExcluded() {
    String text = "draft " + "x".repeat(300) + " ten seconds";

    assertThat(new Excerpt("-draft \"ten seconds\"").of(text)).endsWith("ten seconds");
  }

  @Test
  void cutsNoCharacterInTwo() {
    String text = "😀".repeat(300);

    String excerpt = new Excerpt("lease").of(text);

    assertThat(excerpt.replace("😀", "")).isEqualTo("…");
  }

  @Test
  void beginsAtTheStartWhenNoWordIsFound() {
    assertThat(new Excerpt("café").of("cafe " + "x".repeat(400))).startsWith("cafe x");
  }
}

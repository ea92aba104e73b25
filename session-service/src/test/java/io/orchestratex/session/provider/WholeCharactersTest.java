package io.orchestratex.session.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeCharactersTest {

  private static List<String> pieces(String... sent) {
    WholeCharacters characters = new WholeCharacters();
    List<String> pieces = new ArrayList<>();
    for (String piece : sent) {
      pieces.add(characters.next(piece));
    }
    pieces.add(characters.rest());
    return pieces;
  }

  @Test
  void joinsAPairThatWasSplit() {
    assertThat(pieces("a\ud83d", "\ude00!")).containsExactly("a", "\ud83d\ude00!", "");
    assertThat(pieces("\ud83d", "", "\ude00")).containsExactly("", "", "\ud83d\ude00", "");
  }

  @Test
  void replacesAHalfThatStandsAlone() {
    assertThat(pieces("\ude00a")).containsExactly("\ufffda", "");
    assertThat(pieces("\ud83d", "a")).containsExactly("", "\ufffda", "");
    assertThat(pieces("\ud83d\ud83d\ude00")).containsExactly("\ufffd\ud83d\ude00", "");
    assertThat(pieces("a\ud83d")).containsExactly("a", "\ufffd");
  }

  @Test
  void leavesWholeTextAsItIs() {
    assertThat(pieces("Grüße 😀 \u200f end")).containsExactly("Grüße 😀 \u200f end", "");
  }
}

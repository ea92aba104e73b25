package io.orchestratex.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What a terminal gets of text from outside. */
class TextTest {

  private static final String FAMILY = "👨‍👩‍👧";

  @Test
  void writesOutWhatSteersTheTerminalOrTurnsTheDirection() {
    assertThat(Text.visible("a\u001b]0;owned\u0007\u001b[2Jb"))
        .isEqualTo("a\\x1b]0;owned\\x07\\x1b[2Jb");
    assertThat(Text.visible("gnp.\u202eexe")).isEqualTo("gnp.\\u202eexe");
    assertThat(Text.visible("\u009b2J\u2066x\u2069\u061c\u2028\r\u007f"))
        .isEqualTo("\\x9b2J\\u2066x\\u2069\\u061c\\u2028\\x0d\\x7f");
    assertThat(Text.visible("half \ud83d half")).isEqualTo("half \\ud83d half");
  }

  @Test
  void leavesAloneWhatPeopleWrite() {
    for (String text :
        new String[] {"zwei\nZeilen\tund", "漢字", "שלום", FAMILY, "e\u0301", "🇩🇪"}) {
      assertThat(Text.visible(text)).isSameAs(text);
    }
  }

  @Test
  void countsCells() {
    assertThat(Text.width("plain")).isEqualTo(5);
    assertThat(Text.width("漢字")).isEqualTo(4);
    assertThat(Text.width("e\u0301")).isEqualTo(1);
    assertThat(Text.width("😀")).isEqualTo(2);
    assertThat(Text.width(FAMILY)).isEqualTo(2);
    assertThat(Text.width("❤️")).isEqualTo(2);
    assertThat(Text.width("🇩🇪🇫🇷")).isEqualTo(4);
    assertThat(Text.width("👍🏽")).isEqualTo(2);
  }

  @Test
  void cutsBetweenCharactersOnly() {
    assertThat(Text.cut("plain", 5)).isEqualTo("plain");
    assertThat(Text.cut("plainer", 5)).isEqualTo("plai…");
    assertThat(Text.cut("漢字漢字", 6)).isEqualTo("漢字…");
    assertThat(Text.cut(FAMILY + FAMILY, 3)).isEqualTo(FAMILY + "…");
    assertThat(Text.cut("ee\u0301e\u0301e\u0301", 3)).isEqualTo("ee\u0301…");
  }

  @Test
  void keepsTogetherWhatComesInHalves() throws IOException {
    StringWriter out = new StringWriter();
    try (SafeWriter writer = new SafeWriter(out)) {
      String smile = "😀";
      writer.write(smile.substring(0, 1));
      writer.flush();
      writer.write(smile.substring(1) + "!");
      writer.write(smile.substring(0, 1) + "x");
      writer.write(smile.substring(0, 1));
    }

    assertThat(out).hasToString("😀!\\ud83dx\\ud83d");
  }
}

package io.orchestratex.kit.apidocs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EcmaPatternTest {

  @Test
  void holdsTheWholeValue() {
    assertThat(EcmaPattern.of("a|b")).isEqualTo("^(?:a|b)$");
    assertThat(EcmaPattern.of("^[a-z]+$")).isEqualTo("^[a-z]+$");
  }

  @Test
  void spellsOutTheClassesThatOnlyJavaKnows() {
    assertThat(EcmaPattern.of("[^\\p{Cc}\\p{Cs}]{1,100}"))
        .isEqualTo("^(?:[^\\u0000-\\u001F\\u007F-\\u009F]{1,100})$");
    assertThat(EcmaPattern.of("\\P{Cntrl}*")).isEqualTo("^(?:[^\\u0000-\\u001F\\u007F]*)$");
    assertThat(EcmaPattern.of("\\p{Alpha}\\d{8}")).isEqualTo("^(?:[A-Za-z]\\d{8})$");
  }

  @Test
  void knowsNoPossessiveQuantifiers() {
    assertThat(EcmaPattern.of("a++b*+c?+d{2}+\\++[+]+")).isEqualTo("^(?:a+b*c?d{2}\\++[+]+)$");
  }

  @Test
  void refusesWhatItCannotSay() {
    assertThatThrownBy(() -> EcmaPattern.of("\\p{IsGreek}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IsGreek");
  }
}

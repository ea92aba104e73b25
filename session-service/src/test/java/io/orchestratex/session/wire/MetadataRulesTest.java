package io.orchestratex.session.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MetadataRulesTest {

  private static void refuses(Map<String, Object> metadata, String... pointers) {
    ThrowingCallable check = () -> MetadataRules.checked("/metadata", metadata);
    assertThatThrownBy(check)
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(((Failure.Invalid) e.failure()).errors())
                    .extracting(Failure.FieldError::pointer)
                    .containsExactlyInAnyOrder(pointers));
  }

  @Test
  void keepsPlainTrees() {
    Map<String, Object> metadata =
        Map.of("team", "blue", "scores", List.of(1, 2.5, true), "deep", Map.of("a", Map.of()));

    assertThat(MetadataRules.checked("/metadata", metadata)).isEqualTo(metadata);
    assertThat(MetadataRules.checked("/metadata", null)).isEmpty();
  }

  @Test
  void refusesWhatADatabaseReadsAsOperatorOrPath() {
    refuses(Map.of("$where", "1"), "/metadata/$where");
    refuses(Map.of("a", List.of(Map.of("$gt", 1))), "/metadata/a/0/$gt");
    refuses(Map.of("a.b", 1), "/metadata/a.b");
    refuses(Map.of("a/b.c", 1), "/metadata/a~1b.c");
  }

  @Test
  void refusesTooMuch() {
    refuses(Map.of("", 1), "/metadata/");
    refuses(Map.of("k", "x".repeat(2_001)), "/metadata/k");
    refuses(
        Map.of("a", Map.of("b", Map.of("c", Map.of("d", Map.of("e", Map.of("f", 1)))))),
        "/metadata/a/b/c/d/e");
  }
}

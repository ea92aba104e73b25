package io.orchestratex.cli.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.orchestratex.local.TestEngines;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Real engines, each asked in the words of all. */
class WireQuestionTest {

  private static Endpoint at(String uri) {
    Matcher place = Pattern.compile("@([^:/]+):(\\d+)").matcher(uri);
    assertThat(place.find()).isTrue();
    return new Endpoint(place.group(1), Integer.parseInt(place.group(2)));
  }

  private static List<EngineKind> answers(Endpoint endpoint) {
    return Arrays.stream(EngineKind.values())
        .filter(kind -> WireQuestion.answers(kind, endpoint))
        .toList();
  }

  @Test
  void anEngineAnswersItsOwnQuestionOnly() {
    TestEngines engines = TestEngines.shared();
    assertThat(answers(at(engines.mongo().rootUri()))).containsExactly(EngineKind.MONGODB);
    assertThat(answers(at(engines.postgres().backupUri()))).containsExactly(EngineKind.POSTGRESQL);
    assertThat(answers(at(engines.redis().adminUri()))).containsExactly(EngineKind.REDIS);
    assertThat(answers(new Endpoint("127.0.0.1", 1))).isEmpty();
  }

  @Test
  void theEnginesOfThisMachineAreFoundByTheirProcesses() {
    TestEngines engines = TestEngines.processes();
    assertThat(new HostEngines().look().engines())
        .extracting(FoundEngine::kind, FoundEngine::endpoint)
        .contains(
            tuple(EngineKind.MONGODB, at(engines.mongo().rootUri())),
            tuple(EngineKind.POSTGRESQL, at(engines.postgres().backupUri())),
            tuple(EngineKind.REDIS, at(engines.redis().adminUri())));
  }
}

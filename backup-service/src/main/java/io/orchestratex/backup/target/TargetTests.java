package io.orchestratex.backup.target;

import io.orchestratex.backup.engine.AccessTest;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Step;

/** Tests connections, also to engines that have no test of their own. */
final class TargetTests {

  private TargetTests() {}

  static ConnectionReport of(BackupEngine engine, EngineAccess access) {
    return engine instanceof AccessTest own ? own.test(access) : asked(engine, access);
  }

  /** An engine that answers what the server says about itself has got at it. */
  private static ConnectionReport asked(BackupEngine engine, EngineAccess access) {
    ConnectionTest test = new ConnectionTest();
    try {
      String version = engine.describe(access).version();
      test.pass(Step.SIGN_IN, "the server answers, version " + version);
    } catch (EngineException e) {
      Step step =
          e.isPassing()
              ? Step.TCP
              : e.code().equals("backup.target-login-refused") ? Step.SIGN_IN : Step.PERMISSION;
      test.fail(step, String.valueOf(e.getMessage()), null);
    }
    return test.report();
  }
}

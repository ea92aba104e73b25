package io.orchestratex.monitor;

import io.orchestratex.kit.TestService;
import io.orchestratex.kit.apidocs.ApiDocumentRules;

/** The API document of monitor-service. */
class ApiDocumentTest extends ApiDocumentRules {

  @Override
  protected TestService service() {
    return RunningMonitor.shared();
  }
}

package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.settings.Secret;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PgParametersTest {

  private static PgServer server(String query) {
    return PgServer.of(
        new EngineAccess("shop", new Secret("postgresql://ann:hidden@db:5433/postgres?" + query)));
  }

  @Test
  void bothTheDriverAndTheProgramsGetEachParameter() {
    PgServer server =
        server(
            "sslmode=verify-full&sslrootcert=/etc/ca%20s.pem&sslcert=/c.pem&sslkey=/k.pem"
                + "&connect_timeout=7&application_name=ours&target_session_attrs=read-write"
                + "&keepalives=0&options=-c%20work_mem%3D5MB");
    Properties driver = new Properties();
    server.parameters().into(driver);
    Map<String, String> programs = server.environment();

    assertThat(driver)
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslrootcert", "/etc/ca s.pem")
        .containsEntry("sslcert", "/c.pem")
        .containsEntry("sslkey", "/k.pem")
        .containsEntry("connectTimeout", "7")
        .containsEntry("ApplicationName", "ours")
        .containsEntry("targetServerType", "primary")
        .containsEntry("tcpKeepAlive", "false");
    assertThat(programs)
        .containsEntry("PGSSLMODE", "verify-full")
        .containsEntry("PGSSLROOTCERT", "/etc/ca s.pem")
        .containsEntry("PGSSLCERT", "/c.pem")
        .containsEntry("PGSSLKEY", "/k.pem")
        .containsEntry("PGCONNECT_TIMEOUT", "7")
        .containsEntry("PGAPPNAME", "ours")
        .containsEntry("PGTARGETSESSIONATTRS", "read-write");
    assertThat(server.options("shop")).anyMatch(each -> each.endsWith(" keepalives='0'"));
    assertThat(server.sessionOptions()).startsWith("-c work_mem=5MB ");
  }

  @Test
  void whatIsNotUnderstoodIsRefusedByName() {
    assertThatThrownBy(() -> server("sslmode=require&currentSchema=shop"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("target shop has the parameter currentSchema")
        .hasMessageContaining("sslrootcert")
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> server("target_session_attrs=best"))
        .hasMessageContaining("target_session_attrs=best; expected one of any");
    assertThatThrownBy(() -> server("sslmode=require&sslmode=disable"))
        .hasMessageContaining("sslmode more than once");
  }
}

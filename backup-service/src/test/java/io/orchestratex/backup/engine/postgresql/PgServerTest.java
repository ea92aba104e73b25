package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.settings.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PgServerTest {

  private static PgServer server(String query) {
    return PgServer.of(
        new EngineAccess("shop", new Secret("postgresql://ann:hidden@db:5433/postgres?" + query)));
  }

  @Test
  void whatTheAddressSaysStandsAboveOurDefaults() {
    PgServer server =
        server(
            "sslmode=verify-full&sslrootcert=/etc/ca%20s.pem&connect_timeout=7&application_name=ours"
                + "&keepalives=0&options=-c%20work_mem%3D5MB");
    Map<String, String> programs = server.environment();

    assertThat(programs)
        .containsEntry("PGHOST", "db")
        .containsEntry("PGPORT", "5433")
        .containsEntry("PGUSER", "ann")
        .containsEntry("PGPASSWORD", "hidden")
        .containsEntry("PGSSLMODE", "verify-full")
        .containsEntry("PGSSLROOTCERT", "/etc/ca s.pem")
        .containsEntry("PGCONNECT_TIMEOUT", "7")
        .containsEntry("PGAPPNAME", "ours")
        .containsEntry("PGOPTIONS", server.sessionOptions());
    assertThat(server.options("shop's"))
        .containsExactly("--no-password", "--dbname=dbname='shop\\'s' keepalives='0'");
    assertThat(server.sessionOptions())
        .startsWith("-c work_mem=5MB ")
        .contains("-c statement_timeout=0");
    assertThat(server.toString()).isEqualTo("db:5433");
  }

  @Test
  void anAddressWithoutParametersHasOurDefaults() {
    assertThat(server("").environment())
        .containsEntry("PGSSLMODE", "prefer")
        .containsEntry("PGAPPNAME", "orchestratex-backup");
    assertThat(server("sslrootcert=system").environment())
        .as("libpq asks for a verified name then, and so must the programs")
        .containsEntry("PGSSLMODE", "verify-full");
  }

  @Test
  void whatIsNotUnderstoodIsRefusedByName() {
    assertThatThrownBy(() -> server("sslmode=require&currentSchema=shop"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("target shop has the parameter currentSchema")
        .hasMessageContaining("sslrootcert")
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> server("sslmode=require&sslrootcert=system"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("target shop has the weak sslmode=require with sslrootcert=system");
    assertThatThrownBy(() -> server("socketTimeout=5"))
        .hasMessageContaining("socketTimeout, which PostgreSQL's own programs cannot be given");
    assertThatThrownBy(() ->
            PgServer.of(new EngineAccess("shop", new Secret("postgresql://db:5433/postgres"))))
        .hasMessageContaining("target shop names no account; expected postgresql://");
  }
}

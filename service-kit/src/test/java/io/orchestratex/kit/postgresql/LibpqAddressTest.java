package io.orchestratex.kit.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.settings.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LibpqAddressTest {

  private static LibpqAddress parsed(String address) {
    return LibpqAddress.parse(new Secret(address));
  }

  private static Map<Object, Object> properties(String query) {
    Map<Object, Object> properties = parsed("postgresql://u@h/d?" + query).driverProperties();
    properties.remove("user");
    return properties;
  }

  @Test
  void readsAccountHostsDatabaseAndEveryParameter() {
    LibpqAddress address =
        parsed(
            "postgresql://us%40er:p%2F+s%3As@db.example:6432,[::1]/my%20db"
                + "?sslmode=verify-full&sslrootcert=/etc/ca%20s.pem&application_name=x");

    assertThat(address.hosts()).isEqualTo(List.of("db.example:6432", "[::1]:5432"));
    assertThat(address.database()).isEqualTo("my db");
    assertThat(address.user()).isEqualTo("us@er");
    assertThat(address.password()).isEqualTo(new Secret("p/+s:s"));
    assertThat(address.jdbcUrl("a b+c"))
        .isEqualTo("jdbc:postgresql://db.example:6432,[::1]:5432/a%20b%2Bc");
    assertThat(address.driverProperties())
        .containsEntry("user", "us@er")
        .containsEntry("password", "p/+s:s")
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslrootcert", "/etc/ca s.pem")
        .containsEntry("ApplicationName", "x");
    assertThat(address.toString()).doesNotContain("p/+s:s");
  }

  @Test
  void givesTheDriverItsOwnNamesAndValues() {
    assertThat(properties("target_session_attrs=read-write&keepalives=1&channel_binding=require"))
        .isEqualTo(
            Map.of(
                "targetServerType",
                "primary",
                "tcpKeepAlive",
                "true",
                "channelBinding",
                "require"));
    assertThat(properties("sslrootcert=system"))
        .isEqualTo(
            Map.of(
                "sslmode",
                "verify-full",
                "sslfactory",
                "org.postgresql.ssl.DefaultJavaSSLFactory"));
    assertThat(properties("sslmode=verify-full&sslrootcert=system"))
        .containsEntry("sslmode", "verify-full");
    assertThat(properties("keepalives_idle=5&client_encoding=utf8&sslsni=1")).isEmpty();
    assertThat(properties("user=other&password=p").get("password")).isEqualTo("p");
  }

  @Test
  void refusesWhatItCouldNotKeepToWithoutShowingAPassword() {
    for (String address :
        List.of(
            "postgresql://u:secret@h/d?sslmod=verify-full",
            "postgresql://u:secret@h/d?sslcrl=/x",
            "postgresql://u:secret@h/d?sslmode=require&sslmode=disable",
            "postgresql://u:secret@h/d?sslmode",
            "postgresql://u:secret@h/d?sslmode=best",
            "postgresql://u:secret@h/d?target_session_attrs=best",
            "postgresql://u:secret@h:0/d",
            "postgresql://u:secret@h:99999/d",
            "postgresql://u:secret@/d",
            "postgresql://u:sec%zzret@h/d",
            "mysql://u:secret@h/d",
            "secret")) {
      assertThatThrownBy(() -> parsed(address))
          .as(address)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(LibpqAddress.FORM)
          .hasMessageNotContainingAny("secret", "sec%zz");
    }
    assertThatThrownBy(() -> parsed("postgresql://h/d?sslmod=verify-full"))
        .hasMessageContaining("the parameter sslmod,")
        .hasMessageContaining("known are application_name, channel_binding");
  }

  /** As libpq: the certificates of the system are for servers of any name. */
  @Test
  void refusesAWeakModeWithTheCertificatesOfTheSystem() {
    for (String mode : List.of("disable", "allow", "prefer", "require", "verify-ca")) {
      for (String query :
          List.of(
              "sslrootcert=system&sslmode=" + mode, "sslmode=" + mode + "&sslrootcert=system")) {
        assertThatThrownBy(() -> parsed("postgresql://u:secret@h/d?" + query))
            .as(query)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("the weak sslmode=" + mode + " with sslrootcert=system")
            .hasMessageNotContaining("secret");
      }
    }
  }

  @Test
  void givesProgramsTheSameServerInTheirEnvironment() {
    LibpqAddress address =
        parsed(
            "postgresql://u:p@a:1,[::1]:2/d?sslmode=verify-full&sslrootcert=system&options=-c%20x%3Dy"
                + "&target_session_attrs=read-write&keepalives=0&keepalives_idle=5&client_encoding=x");

    assertThat(address.environment())
        .isEqualTo(
            Map.of(
                "PGHOST", "a,::1",
                "PGPORT", "1,2",
                "PGUSER", "u",
                "PGPASSWORD", "p",
                "PGSSLMODE", "verify-full",
                "PGSSLROOTCERT", "system",
                "PGOPTIONS", "-c x=y",
                "PGTARGETSESSIONATTRS", "read-write"));
    assertThat(address.connectionString("it's"))
        .isEqualTo("dbname='it\\'s' keepalives='0' keepalives_idle='5'");
    assertThat(parsed("postgresql://h/d?sslrootcert=system").environment())
        .containsEntry("PGSSLMODE", "verify-full")
        .doesNotContainKeys("PGUSER", "PGPASSWORD");
    for (String drivers : List.of("sslfactory=x", "sslpassword=x", "ApplicationName=x")) {
      assertThatThrownBy(() -> parsed("postgresql://h/d?" + drivers).environment())
          .hasMessageContaining("cannot be given");
    }
  }

  /** What both read the other way must not differ: a name that one knows and the other does not. */
  @Test
  void everyParameterOfLibpqReachesProgramsOrIsRefused() {
    for (String name :
        List.of(
            "sslcert",
            "sslkey",
            "sslnegotiation",
            "channel_binding",
            "gssencmode",
            "krbsrvname",
            "connect_timeout",
            "load_balance_hosts")) {
      LibpqAddress address = parsed("postgresql://h/d?" + name + "=disable");
      assertThat(address.environment()).as(name).containsValue("disable").hasSize(3);
      assertThat(address.driverProperties()).as(name).hasSize(1);
    }
  }
}

/** The API of alert-service, as the console uses it. */
@NullMarked
package io.orchestratex.gateway.console.service.alert;

import org.jspecify.annotations.NullMarked;

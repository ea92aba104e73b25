/** Services, engines, vaults and the settings in force. */
@NullMarked
package io.orchestratex.gateway.console.system;

import org.jspecify.annotations.NullMarked;

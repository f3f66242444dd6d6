/**
 * Authority over all processes of a session: to halt them, to let them go on, to end them, without their cooperation.
 * By a control group of their own where there can be one, by signals elsewhere.
 */
@NullMarked
package dev.perdure.session.freezer;

import org.jspecify.annotations.NullMarked;

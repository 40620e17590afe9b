import { ORDER_STATUSES } from "@atlas/core/order-status";
import { requestRideAt } from "@atlas/services/dispatch/request-ride-at";
import { bookRide } from "@atlas/services/orders/book-ride";
import { getOrder } from "@atlas/services/orders/views/get-order";
import { z } from "@hono/zod-openapi";
import { originalRoute } from "./rest-route.ts";
import { idField, latField, longField, moneyField, toMoney, vehicleTypeField } from "./rest-fields.ts";

const journey = { pickup_long: longField, pickup_lat: latField, dropoff_long: longField, dropoff_lat: latField };

const createOrderRoute = originalRoute({
  method: "post",
  path: "/customer/order",
  tag: "Orders",
  summary: "Order a trip",
  description:
    "Prices the trip, holds the fare in the rider's wallet and returns the order. It is not dispatched until " +
    "`POST /customer/ride/request`, and expires after ten minutes. `note` is shown to the driver.",
  returns: "The order.",
  useCase: bookRide,
  request: z.object({
    user_id: idField,
    ...journey,
    vehicle_type: vehicleTypeField.optional(),
    payment_method: z.enum(["wallet", "cash"]).optional(),
    note: bookRide.input.shape.note,
  }),
  isLenient: true,
  response: z.object({ order_id: idField, status: z.enum(ORDER_STATUSES), price: moneyField }),
  async run(ctx, actor, body) {
    const order = await bookRide(ctx, actor, {
      riderId: body.user_id,
      pickup: { lat: body.pickup_lat, lng: body.pickup_long },
      dropoff: { lat: body.dropoff_lat, lng: body.dropoff_long },
      vehicleType: body.vehicle_type,
      paymentMethod: body.payment_method,
      note: body.note,
      dispatch: false,
    });
    return { order_id: order.orderId, status: order.status, price: toMoney(order.fareMinor) };
  },
});

const requestRideRoute = originalRoute({
  method: "post",
  path: "/customer/ride/request",
  tag: "Dispatch",
  summary: "Find a driver",
  description:
    "Dispatches the passenger's open order: the one named by `order_id`, else the one with the same pickup and " +
    "dropoff, else a new one. `driver_id` is the nearest driver who could take it.",
  returns: "Whether a driver is near.",
  useCase: requestRideAt,
  request: z.object({
    passenger_id: idField,
    ...journey,
    vehicle_type: vehicleTypeField.optional(),
    order_id: idField.optional(),
  }),
  isLenient: true,
  response: z.object({
    ride_id: idField,
    status: z.enum(["DRIVERS_FOUND", "DRIVERS_NOT_FOUND"]),
    driver_id: idField.nullable(),
  }),
  async run(ctx, actor, body) {
    const ride = await requestRideAt(ctx, actor, {
      riderId: body.passenger_id,
      orderId: body.order_id,
      pickup: { lat: body.pickup_lat, lng: body.pickup_long },
      dropoff: { lat: body.dropoff_lat, lng: body.dropoff_long },
      vehicleType: body.vehicle_type,
    });
    return { ride_id: ride.orderId, status: ride.status, driver_id: ride.driverId };
  },
});

const getOrderRoute = originalRoute({
  method: "get",
  path: "/customer/order",
  tag: "Orders",
  summary: "Read an order",
  description: "For its rider, its driver, admins and services. `price` is the final fare once the trip has finished.",
  returns: "The order as it is now.",
  useCase: getOrder,
  request: z.object({ id: idField }),
  isLenient: true,
  response: z.object({
    order_id: idField,
    passenger_id: idField,
    driver_id: idField.nullable(),
    pickup_lat: latField,
    pickup_long: longField,
    dropoff_lat: latField,
    dropoff_long: longField,
    status: z.enum(ORDER_STATUSES),
    price: moneyField,
    note: z.string().nullable(),
    created_at: z.iso.datetime(),
  }),
  async run(ctx, actor, { id }) {
    const order = await getOrder(ctx, actor, { orderId: id });
    return {
      order_id: order.orderId,
      passenger_id: order.riderId,
      driver_id: order.driver?.driverId ?? null,
      pickup_lat: order.pickup.lat,
      pickup_long: order.pickup.lng,
      dropoff_lat: order.dropoff.lat,
      dropoff_long: order.dropoff.lng,
      status: order.status,
      price: toMoney(order.finalFareMinor ?? order.fareMinor),
      note: order.note,
      created_at: order.createdAt,
    };
  },
});

/** The rider's side of the original REST contract. */
export const customerRoutes = [createOrderRoute, requestRideRoute, getOrderRoute];

import csv
import gc
import io

from flask import Flask, Response, jsonify, request
from sqlalchemy import create_engine

from accounts.models import Order, User, db
from accounts.profiles import fetch_profile

app = Flask(__name__)
engine = create_engine("postgresql://shop:shop@db/shop")
seen_tokens = []


@app.before_request
def remember():
    seen_tokens.append(request.headers.get("Authorization"))


@app.route("/users")
def users():
    result = []
    for user_id in request.args.getlist("id"):
        user = db.session.query(User).get(user_id)
        profile = fetch_profile(user.id)
        result.append({**user.to_dict(), **profile})
    return jsonify(result)


@app.route("/users/all")
def all_users():
    return jsonify([user.to_dict() for user in User.query.all()])


@app.route("/export/users")
def export_users():
    rows = []
    for user in User.query.all():
        orders = Order.query.filter_by(user_id=user.id).all()
        rows.append([user.email, sum(order.total for order in orders)])
    gc.collect()
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return Response(out.getvalue(), mimetype="text/csv")


@app.route("/heavy-operation", methods=["POST"])
def heavy_operation():
    for user in User.query.all():
        fetch_profile(user.id)
        user.email = user.email.lower()
        db.session.commit()
    return jsonify({"done": True})
